import type { Request, Response } from "express";
import { z } from "zod";
import { config } from "../../config/config.ts";
import { Invalid } from "../../errors.ts";
import { plural } from "../../plural.ts";
import { isOwnHost } from "../hosts.ts";
import { digits, urlFlag } from "../input/values.ts";

const defaultPerPage = 15;
const maxPerPage = 1000;
const maxRows = 10_000; // of `all=true`
const maxNestedRows = 100_000; // of a list within another resource, such as the tags of a repository

const maxPage = 100_000;
const pageRange = `Send a whole number from 1 to ${maxPage.toLocaleString("en-US")}.`;
const perPageRange = `Send a whole number from 1 to ${maxPerPage.toLocaleString("en-US")}.`;

const page = digits(z.int(pageRange).min(1, pageRange).max(maxPage, pageRange));
const perPage = digits(z.number(perPageRange).min(1, perPageRange)) // any number above the maximum counts as it
  .transform((rows) => Math.min(rows, maxPerPage))
  .describe(`At most ${maxPerPage}; X-Per-Page says how many rows a page has.`);

const whole = {
  all: urlFlag.default(false),
  sort_order: z.enum(["asc", "desc"]).default("asc"),
};

/** The query of a top-level list: paged unless `all=true`. */
export const ListQuery = z.object({
  page: page.default(1),
  per_page: perPage.default(defaultPerPage),
  ...whole,
});

/** The query of a list within another resource: the whole list, as in SUSE Portus, unless a page is requested. */
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

/** The rows of the requested page. For a whole list, one more than the limit, so that it is not cut silently. */
export function slice(asked: PageOf): { skip: number; take: number } {
  const { page = 1, per_page = defaultPerPage } = asked;
  const max = maxRowsOf(asked);
  return max === null
    ? { skip: (page - 1) * per_page, take: per_page }
    : { skip: 0, take: max + 1 };
}

/** The requested order, with ties ordered by id. The query's `created_at` is the field `createdAt`. */
export function sorted({
  sort_attr,
  sort_order,
}: Pick<PageOf, "sort_order"> & { sort_attr: string }) {
  const column = sort_attr.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  return [{ [column]: sort_order }, { id: sort_order }];
}

/** Sets the headers of a page: its number, the totals, and links to its neighbours. */
export function pageHeaders(req: Request, res: Response, asked: PageOf, total: number): void {
  const max = maxRowsOf(asked);
  if (max !== null && total > max) throw tooMany(total, max);

  const rows = max === null ? (asked.per_page ?? defaultPerPage) : Math.max(total, 1);
  const last = Math.max(1, Math.ceil(total / rows));
  const page = max === null ? (asked.page ?? 1) : 1;
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
  if (max === null)
    res.links(links(req, { per_page: rows, pages: { first: 1, prev: previous, next, last } }));
}

/** Throws Invalid if a list within another resource is too long for one response. */
export function ensureListable(total: number): void {
  if (total > maxNestedRows) throw tooMany(total, maxNestedRows);
}

/** The most rows that a whole list may have; null if a page was requested. */
function maxRowsOf({ page, per_page, all }: PageOf): number | null {
  if (page === undefined && per_page === undefined) return maxNestedRows;
  return all ? maxRows : null;
}

function tooMany(total: number, max: number): Invalid {
  const why = `This list has ${plural(total, "row")}, and a response has at most ${max}. Request pages: page=1&per_page=${maxPerPage}.`;
  return new Invalid({ all: why });
}

/** Where the caller reached Portus; its public address if the host is not one of its own. */
function ownOrigin(req: Request): string {
  const host = req.get("host") ?? "";
  return isOwnHost(host) ? `${req.protocol}://${host}` : config.url;
}

interface Links {
  per_page: number;
  pages: Record<string, number | undefined>;
}

function links(req: Request, { per_page, pages }: Links): Record<string, string> {
  const address = new URL(req.originalUrl, ownOrigin(req));
  if (address.searchParams.has("per_page")) address.searchParams.set("per_page", String(per_page));
  const found: Record<string, string> = {};
  for (const [rel, page] of Object.entries(pages)) {
    if (page === undefined) continue;
    address.searchParams.set("page", String(page));
    found[rel] = address.toString();
  }
  return found;
}
