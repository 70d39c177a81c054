import { type Request, type Response, Router } from "express";
import { z } from "zod";
import { digits } from "../input/values.ts";
import { inSentNames, sentWith } from "./call.ts";
import { fieldsOf } from "./fields.ts";
import { sendList } from "./listing.ts";

export { answerList } from "./listing.ts";
export {
  NestedQuery,
  type PageOf,
  PageQuery,
  pageHeaders,
  slice,
  sorted,
} from "./pages.ts";

/** Who may call: what the call does with that is the domain's business. */
export type Caller = "anyone" | "user" | "admin";

export interface Call<P, Q, B> {
  req: Request;
  res: Response;
  params: P;
  query: Q;
  body: B;
}

/** One operation of the API: what Express serves and what the OpenAPI document says are made from it. */
export interface Endpoint {
  method: "get" | "post" | "put" | "delete";
  path: string; // as Express writes it
  summary: string;
  caller: Caller;
  /** Whether a token that is limited to some repositories or actions may call it, too. */
  limited: boolean;
  params: z.ZodType;
  query: z.ZodType;
  body: z.ZodType | null;
  /** Portus wrapped the fields of some bodies in one of this name; both forms are understood. */
  wrapper: string | null;
  /** Fields that the domain calls otherwise: its name for each, and the one that is sent. */
  names: Record<string, string>;
  /** What is answered when all is well: the status, and its body if there is one. */
  answer: { status: number; body: z.ZodType | null };
  /** A status with which the same body is answered when all is not well, and what that means. */
  otherwise: { status: number; means: string } | null;
  run(call: Call<never, never, never>): Promise<unknown>;
}

const none = z.strictObject({});

interface Draft<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  summary: string;
  caller?: Caller;
  limited?: boolean;
  params?: P;
  query?: Q;
  body?: B;
  wrapper?: string;
  names?: Endpoint["names"];
  otherwise?: NonNullable<Endpoint["otherwise"]>;
  status?: number;
  answer?: z.ZodType;
  run(call: Call<z.infer<P>, z.infer<Q>, z.infer<B>>): Promise<unknown>;
}

/** Declares an operation: `endpoint("get", "/teams/:id", { summary, params, answer, run })`. */
export function endpoint<
  P extends z.ZodType = typeof none,
  Q extends z.ZodType = typeof none,
  B extends z.ZodType = typeof none,
>(method: Endpoint["method"], path: string, draft: Draft<P, Q, B>): Endpoint {
  const {
    summary,
    caller = "user",
    limited = false,
    params = none,
    query = none,
    body = null,
    wrapper = null,
    names = {},
    otherwise = null,
    run,
  } = draft;
  if (Object.hasOwn(fieldsOf(body ?? none), wrapper ?? ""))
    throw new Error(`${path}: ${wrapper} can't be both a field and what wraps the fields.`);
  const status = draft.status ?? (draft.answer ? 200 : 204);
  const answer = { status, body: draft.answer ?? null };
  const takes = { params, query, body, wrapper, names };
  return { method, path, summary, caller, limited, ...takes, answer, otherwise, run };
}

export const IdParams = z.object({
  id: digits(z.number("Send a whole number.").int().min(1).max(2_147_483_647)),
});

/** The same of a table whose ids are 64-bit. */
export const LongIdParams = z.object({
  id: digits(z.number("Send a whole number.").int().min(1)),
});

/** Routes for a list of operations; `admit` refuses who may not call them. */
export function serveEndpoints(
  endpoints: readonly Endpoint[],
  admit: (req: Request, endpoint: Endpoint) => Promise<void>,
): Router {
  const router = Router();
  for (const it of endpoints)
    router[it.method](it.path, async (req, res) => {
      await admit(req, it);
      const call = { req, res, ...sentWith(req, it) };
      const answer = await it.run(call as Call<never, never, never>).catch(inSentNames(req, it));
      if (res.statusCode === 200) res.status(it.answer.status); // unless it said `otherwise`
      if (isList(answer)) await sendList(res, answer);
      else if (it.answer.body) res.json(answer);
      else res.end();
    });
  return router;
}

const isList = (answer: unknown): answer is AsyncIterable<unknown> =>
  typeof answer === "object" && answer !== null && Symbol.asyncIterator in answer;
