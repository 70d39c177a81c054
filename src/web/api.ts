import { type Request, type Response, Router } from "express";
import { z } from "zod";
import { Invalid } from "../errors.ts";

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
  params: z.ZodType;
  query: z.ZodType;
  body: z.ZodType | null;
  /** What is answered when all is well: the status, and its body if there is one. */
  answer: { status: number; body: z.ZodType | null };
  run(call: Call<never, never, never>): Promise<unknown>;
}

const none = z.object({});

interface Draft<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  summary: string;
  caller?: Caller;
  params?: P;
  query?: Q;
  body?: B;
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
  const { summary, caller = "user", params = none, query = none, body = null, run } = draft;
  const status = draft.status ?? (draft.answer ? 200 : 204);
  const answer = { status, body: draft.answer ?? null };
  return { method, path, summary, caller, params, query, body, answer, run };
}

export const IdParams = z.object({ id: z.coerce.number().int().positive() });

/** Routes for a list of operations; `admit` refuses callers who may not call. */
export function serveEndpoints(
  endpoints: readonly Endpoint[],
  admit: (req: Request, caller: Caller) => Promise<void>,
): Router {
  const router = Router();
  for (const it of endpoints)
    router[it.method](it.path, async (req, res) => {
      await admit(req, it.caller);
      const call = {
        req,
        res,
        params: await accepted(it.params, req.params),
        query: await accepted(it.query, req.query),
        body: await accepted(it.body ?? none, req.body ?? {}),
      };
      const answer = await it.run(call as Call<never, never, never>);
      res.status(it.answer.status);
      if (it.answer.body) res.json(answer);
      else res.end();
    });
  return router;
}

/** What a schema makes of something from outside, or Invalid with the sentences of every field. */
async function accepted(schema: z.ZodType, given: unknown): Promise<unknown> {
  const parsed = await schema.safeParseAsync(given);
  if (parsed.success) return parsed.data;

  const fields: Record<string, string> = {};
  for (const issue of parsed.error.issues) fields[issue.path.join(".") || "body"] ??= issue.message;
  throw new Invalid(fields);
}

export const PageQuery = z.object({
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  per_page: z.coerce.number().int().min(1).max(100).default(15),
  all: z.stringbool().default(false),
  sort_order: z.enum(["asc", "desc"]).default("asc"),
});

export type PageOf = z.infer<typeof PageQuery>;

const mostRows = 1000; // that `all=true` returns

/** The window of rows that a page asks for. */
export function slice({ page, per_page, all }: PageOf): { skip: number; take: number } {
  return all ? { skip: 0, take: mostRows } : { skip: (page - 1) * per_page, take: per_page };
}

/** The headers of a page: what it is, how many there are, and links to its neighbours. */
export function pageHeaders(req: Request, res: Response, asked: PageOf, total: number): void {
  if (asked.all && total > mostRows)
    throw new Invalid({
      all: `There are ${total} rows: ask page by page, all=true ends at ${mostRows}.`,
    });

  const perPage = asked.all ? mostRows : asked.per_page;
  const last = Math.max(1, Math.ceil(total / perPage));
  const page = asked.all ? 1 : asked.page;
  const next = page < last ? page + 1 : undefined;
  const previous = page > 1 ? Math.min(page - 1, last) : undefined;
  res.set({
    "X-Page": String(page),
    "X-Per-Page": String(perPage),
    "X-Next-Page": String(next ?? ""),
    "X-Prev-Page": String(previous ?? ""),
    "X-Total": String(total),
    "X-Total-Pages": String(last),
  });
  if (!asked.all) res.links(links(req, { first: 1, prev: previous, next, last }));
}

function links(req: Request, pages: Record<string, number | undefined>): Record<string, string> {
  const address = new URL(req.originalUrl, `${req.protocol}://${req.get("host") ?? "localhost"}`);
  const found: Record<string, string> = {};
  for (const [rel, page] of Object.entries(pages)) {
    if (page === undefined) continue;
    address.searchParams.set("page", String(page));
    found[rel] = address.toString();
  }
  return found;
}
