import { type Request, type Response, Router } from "express";
import { z } from "zod";
import { Invalid, NotFound } from "../errors.ts";
import { accept, ensureKnown, parse } from "./body.ts";
import { fieldsOf } from "./fields.ts";
import { sendList } from "./listing.ts";

export {
  NestedQuery,
  type PageOf,
  PageQuery,
  pageHeaders,
  slice,
  sorted,
} from "./api-pages.ts";
export { answerList } from "./listing.ts";

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
    otherwise = null,
    run,
  } = draft;
  if (Object.hasOwn(fieldsOf(body ?? none), wrapper ?? ""))
    throw new Error(`${path}: ${wrapper} can't be both a field and what wraps the fields.`);
  const status = draft.status ?? (draft.answer ? 200 : 204);
  const answer = { status, body: draft.answer ?? null };
  const takes = { params, query, body, wrapper };
  return { method, path, summary, caller, limited, ...takes, answer, otherwise, run };
}

export const IdParams = z.object({ id: z.coerce.number().int().positive().max(2_147_483_647) });

/** Routes for a list of operations; `admit` refuses who may not call them. */
export function serveEndpoints(
  endpoints: readonly Endpoint[],
  admit: (req: Request, endpoint: Endpoint) => Promise<void>,
): Router {
  const router = Router();
  for (const it of endpoints)
    router[it.method](it.path, async (req, res) => {
      await admit(req, it);
      const call = { req, res, ...taken(it, req) };
      const answer = await it.run(call as Call<never, never, never>);
      if (res.statusCode === 200) res.status(it.answer.status); // unless it said `otherwise`
      if (isList(answer)) await sendList(res, answer);
      else if (it.answer.body) res.json(answer);
      else res.end();
    });
  return router;
}

const isList = (answer: unknown): answer is AsyncIterable<unknown> =>
  typeof answer === "object" && answer !== null && Symbol.asyncIterator in answer;

/** What is sent with a request. A name that is unknown could be one that was meant to hold something back: it changes nothing. */
function taken({ method, params, query, body, wrapper }: Endpoint, req: Request) {
  const named = nameOf(params, req.params);
  if (method !== "get") ensureKnown(req.query, query);
  return {
    params: named,
    query: parse(query, req.query),
    body: accept(body ?? none, unwrapped(wrapper, req.body), wrapper),
  };
}

/** Which form was meant is told by the wrapper alone, whatever else is wrong. */
function unwrapped(wrapper: string | null, body: unknown): unknown {
  if (!wrapper || typeof body !== "object" || body === null || !Object.hasOwn(body, wrapper))
    return body;
  const { [wrapper]: inner, ...beside } = body as Record<string, unknown>;
  const [first] = Object.keys(beside);
  if (first !== undefined)
    throw new Invalid({
      [first.slice(0, 64)]:
        `This stands beside "${wrapper}". Put all fields inside it, or leave it out.`,
    });
  if (typeof inner !== "object" || inner === null || Array.isArray(inner))
    throw new Invalid({ [wrapper]: "Send an object with the fields of this request." });
  return inner;
}

/** What a path names. A number beyond those that rows have names nothing, as one does that no row has yet. */
function nameOf(schema: z.ZodType, given: unknown): unknown {
  const { error } = schema.safeParse(given);
  if (error?.issues.some(({ code }) => code === "too_big")) throw new NotFound("thing");
  return parse(schema, given);
}
