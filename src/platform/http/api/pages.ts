import type { Request, Response } from "express";
import { z } from "zod";
import { Invalid } from "../../errors.ts";
import { digits } from "../input/values.ts";

const defaultPerPage = 15;
const maxPerPage = 1000;
const maxRows = 10_000; // of `all=true`
const maxNestedRows = 100_000; // of a list inside something else: the tags of one repository

const page = digits(z.number("Send a whole number.").int().min(1).max(100_000));
const perPage = digits(z.number("Send a whole number.").int().min(1))
  .transform((rows) => Math.min(rows, maxPerPage))
  .describe(`At most ${maxPerPage}; X-Per-Page says how many rows a page has.`);

const whole = {
  all: z.stringbool().default(false),
  sort_order: z.enum(["asc", "desc"]).default("asc"),
};

/** How the lists of everything are asked for: page by page, unless `all=true`. */
export const PageQuery = z.object({
  page: page.default(1),
  per_page: perPage.default(defaultPerPage),
  ...whole,
});

/** How a list inside something else is asked for: all of it, as the ancestor answered, unless a page is named. */
export const NestedQuery = z.object({
  page: page.optional(),
  per_page: perPage.optional(),
  ...whole,
});

export interface PageOf {
  page?: number | undefined;
  per_page?: number | undefined;
  all: boolean;
  sort_order: "asc" | "desc";
}

/** The window of rows that a page asks for; of whole lists one more than may be answered, so that none is cut silently. */
export function slice(asked: PageOf): { skip: number; take: number } {
  const { page = 1, per_page = defaultPerPage } = asked;
  const most = mostRows(asked);
  return most === null
    ? { skip: (page - 1) * per_page, take: per_page }
    : { skip: 0, take: most + 1 };
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
  const most = mostRows(asked);
  if (most !== null && total > most) throw tooMany(total, most);

  const rows = most === null ? (asked.per_page ?? defaultPerPage) : Math.max(total, 1);
  const last = Math.max(1, Math.ceil(total / rows));
  const page = most === null ? (asked.page ?? 1) : 1;
  const next = page < last ? page + 1 : undefined;
  const previous = page > 1 ? Math.min(page - 1, last) : undefined;
  res.set({
    "X-Page": String(page),
    "X-Per-Page": String(rows),
    "X-Next-Page": String(next ?? ""),
    "X-Prev-Page": String(previous ?? ""),
    "X-Total": String(total),
    "X-Total-Pages": String(last),
  });
  if (most === null)
    res.links(links(req, { per_page: rows, pages: { first: 1, prev: previous, next, last } }));
}

/** Refuses a list inside something else that is too long for one answer. */
export function ensureListable(total: number): void {
  if (total > maxNestedRows) throw tooMany(total, maxNestedRows);
}

/** How many rows a whole list may have; null if one page of it was asked for. */
function mostRows({ page, per_page, all }: PageOf): number | null {
  if (page === undefined && per_page === undefined) return maxNestedRows;
  return all ? maxRows : null;
}

function tooMany(total: number, most: number): Invalid {
  const why = `There are ${total} rows, and one answer holds ${most} at most. Ask page by page: page=1&per_page=${maxPerPage}.`;
  return new Invalid({ all: why });
}

interface Links {
  per_page: number;
  pages: Record<string, number | undefined>;
}

function links(req: Request, { per_page, pages }: Links): Record<string, string> {
  const address = new URL(req.originalUrl, `${req.protocol}://${req.get("host") ?? "localhost"}`);
  if (address.searchParams.has("per_page")) address.searchParams.set("per_page", String(per_page));
  const found: Record<string, string> = {};
  for (const [rel, page] of Object.entries(pages)) {
    if (page === undefined) continue;
    address.searchParams.set("page", String(page));
    found[rel] = address.toString();
  }
  return found;
}
