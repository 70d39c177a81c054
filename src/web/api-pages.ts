import type { Request, Response } from "express";
import { z } from "zod";
import { Invalid } from "../errors.ts";

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

/** The order that was asked for; equals go by id. `created_at`, of the columns that a query may name, is `createdAt`. */
export function sorted({
  sort_attr,
  sort_order,
}: Pick<PageOf, "sort_order"> & { sort_attr: string }) {
  const column = sort_attr.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  return [{ [column]: sort_order }, { id: sort_order }];
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
