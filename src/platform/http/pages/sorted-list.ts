import type { Response } from "express";
import type { Order, SortedPage, Sorting } from "../../db/sorted.ts";
import type { Query } from "../../paths/parts.ts";
import { plural } from "../../plural.ts";
import { noteIgnored, notePlaces } from "../input/page-query.ts";

/** The link in the head of a column: sorts by it, or turns its order around. */
export interface SortLink {
  href: string;
  aria: "ascending" | "descending" | undefined;
}

interface List {
  filters: Query;
  page: SortedPage<unknown>;
  path: (params: Query) => string;
}

/** What a view of a sorted list needs: the links that sort it and go on. */
export function sortedList(res: Response, { filters, page, path }: List) {
  const { columns, sorting } = page;
  noteSorting(res, page);
  const href = (params: Query) => path({ ...filters, ...params });
  const sortedBy = parametersOf(columns, sorting);
  const to = (place: Query) => href({ ...sortedBy, ...place });
  return {
    page,
    filters,
    sortedBy,
    sorts: sortLinks(columns, sorting, href),
    pager: {
      newer: page.newer ? to({ newer: page.newer }) : null,
      older: page.older ? to({ older: page.older }) : null,
      sorted: Object.values(sortedBy).some(Boolean),
    },
  };
}

function noteSorting(res: Response, { columns, sorting: { read } }: SortedPage<unknown>): void {
  if (!read.sort) noteIgnored(res, "sort", `not one of ${Object.keys(columns).join(", ")}`);
  if (!read.order) noteIgnored(res, "order", "not one of asc, desc");
  notePlaces(res, read);
}

type Columns = SortedPage<unknown>["columns"];

/** The order as parameters of links and forms. What is usual is left out. */
function parametersOf(columns: Columns, { sort, order }: Pick<Sorting, "sort" | "order">): Query {
  const [first] = Object.keys(columns);
  return {
    sort: sort === first ? undefined : sort,
    order: order === columns[sort]?.usual ? undefined : order,
  };
}

function sortLinks(
  columns: Columns,
  { sort, order }: Sorting,
  href: (params: Query) => string,
): Record<string, SortLink> {
  const links = Object.entries(columns).map(([name, { usual }]) => {
    const next = name === sort ? turned[order] : usual;
    const link = {
      href: href(parametersOf(columns, { sort: name, order: next })),
      aria: name === sort ? aria[order] : undefined,
    };
    return [name, link] as const;
  });
  return Object.fromEntries(links);
}

const aria = { asc: "ascending", desc: "descending" } as const;
const turned = { asc: "desc", desc: "asc" } as const satisfies Record<Order, Order>;

const mostCounted = 1000;

/** How many rows a list has, in words. Undefined for a long list without filters, which would take long to count. */
export async function totalOf(
  page: SortedPage<unknown>,
  filters: object,
  { noun, nouns = `${noun}s` }: { noun: string; nouns?: string },
): Promise<string | undefined> {
  if (!page.newer && !page.older) return plural(page.rows.length, noun, nouns);
  if (!Object.values(filters).some(Boolean)) return undefined;
  const count = await page.count(mostCounted + 1);
  return count > mostCounted ? `More than 1,000 ${nouns}` : plural(count, noun, nouns);
}
