import { type Request, type Response, Router } from "express";
import { z } from "zod";
import { digits } from "../input/values.ts";
import { readRequest, useRequestNames } from "./call.ts";
import { fieldsOf } from "./fields.ts";
import { sendList } from "./listing.ts";
import type { Scope } from "./scopes.ts";

export { answerList } from "./listing.ts";
export {
  ListQuery,
  NestedQuery,
  type PageOf,
  pageHeaders,
  slice,
  sorted,
} from "./pages.ts";

/** Who may call. The domain decides what the caller may do. */
export type Caller = "anyone" | "user" | "admin";

export interface Call<P, Q, B> {
  req: Request;
  res: Response;
  params: P;
  query: Q;
  body: B;
}

/** One operation of the API. Its Express route and its entry in the OpenAPI document are made from it. */
export interface Endpoint {
  method: "get" | "post" | "put" | "delete";
  path: string; // in Express's syntax
  summary: string;
  caller: Caller;
  /** The scope that an application token needs to call it. Null: it needs no credentials, so that any token may. */
  scope: Scope | null;
  /** Whether tokens that are limited to some repositories or actions may call it. */
  allowsLimitedTokens: boolean;
  /**
   * Whether tokens that expire or are bound to addresses may call it. By default they only read and delete: what they
   * create or change could give access that outlasts them.
   */
  allowsRestrictedTokens: boolean;
  params: z.ZodType;
  query: z.ZodType;
  body: z.ZodType | null;
  /** SUSE Portus wrapped the fields of some bodies in an object of this name. Both forms are accepted. */
  wrapper: string | null;
  /** Fields that may also stand beside the wrapper. */
  beside: readonly string[];
  /** Fields with another name in the domain: the domain's name → the name that is sent. */
  names: Record<string, string>;
  /** The successful response: its status and the schema of its body, if any. */
  answer: { status: number; body: z.ZodType | null };
  /** Another status that the same body may have, and what it means. */
  otherwise: { status: number; means: string } | null;
  run(call: Call<never, never, never>): Promise<unknown>;
}

const none = z.strictObject({});
const noQuery = z.object({}); // a GET ignores unknown names; readRequest() refuses them elsewhere

interface Draft<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  summary: string;
  caller?: Caller;
  allowsLimitedTokens?: boolean;
  allowsRestrictedTokens?: boolean;
  params?: P;
  query?: Q;
  body?: B;
  wrapper?: string;
  beside?: Endpoint["beside"];
  names?: Endpoint["names"];
  otherwise?: NonNullable<Endpoint["otherwise"]>;
  status?: number;
  answer?: z.ZodType;
  run(call: Call<z.infer<P>, z.infer<Q>, z.infer<B>>): Promise<unknown>;
}

/** Declares an operation: `endpoint("get", "/teams/:id", { summary, params, answer, run })`. */
export function endpoint<
  P extends z.ZodType = typeof none,
  Q extends z.ZodType = typeof noQuery,
  B extends z.ZodType = typeof none,
>(method: Endpoint["method"], path: string, draft: Draft<P, Q, B>): Endpoint {
  const {
    summary,
    caller = "user",
    allowsLimitedTokens = false,
    allowsRestrictedTokens = method === "get" || method === "delete",
    params = none,
    query = noQuery,
    body = null,
    wrapper = null,
    beside = [],
    names = {},
    otherwise = null,
    run,
  } = draft;
  if (Object.hasOwn(fieldsOf(body ?? none), wrapper ?? ""))
    throw new Error(`${path}: ${wrapper} can't be both a field and what wraps the fields.`);
  const status = draft.status ?? (draft.answer ? 200 : 204);
  const answer = { status, body: draft.answer ?? null };
  const takes = { params, query, body, wrapper, beside, names };
  const scope = scopeOf(method, caller);
  const allowed = { caller, scope, allowsLimitedTokens, allowsRestrictedTokens };
  return { method, path, summary, ...allowed, ...takes, answer, otherwise, run };
}

/** Operations of admins need the scope `admin`, others of users `api:read` to read and `api:write` to change. */
function scopeOf(method: Endpoint["method"], caller: Caller): Scope | null {
  if (caller === "anyone") return null;
  if (caller === "admin") return "admin";
  return method === "get" ? "api:read" : "api:write";
}

export const IdParams = z.object({
  id: digits(z.number("Send a whole number.").int().min(1).max(2_147_483_647)),
});

/** The same for a table with 64-bit ids. */
export const LongIdParams = z.object({
  id: digits(z.number("Send a whole number.").int().min(1)),
});

/** Makes the routes of a list of operations. `admit` throws for callers who may not call one. */
export function serveEndpoints(
  endpoints: readonly Endpoint[],
  admit: (req: Request, endpoint: Endpoint) => Promise<void>,
): Router {
  const router = Router();
  for (const it of endpoints)
    router[it.method](it.path, async (req, res) => {
      await admit(req, it);
      const call = { req, res, ...readRequest(req, it) };
      const parsed = call as Call<never, never, never>; // by the schemas that gave run() its types
      const answer = await it.run(parsed).catch(useRequestNames(req, it));
      if (res.statusCode === 200) res.status(it.answer.status); // unless the handler set another status
      if (isList(answer)) await sendList(res, answer);
      else if (it.answer.body) res.json(answer);
      else res.end();
    });
  return router;
}

const isList = (answer: unknown): answer is AsyncIterable<unknown> =>
  typeof answer === "object" && answer !== null && Symbol.asyncIterator in answer;
