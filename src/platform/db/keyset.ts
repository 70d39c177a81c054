import { z } from "zod";
import { text } from "../bounded-text.ts";
import { Prisma } from "./client.ts";

/** A position in a list that is sorted newest first. Pages begin and end at rows, so new rows do not shift them. */
export interface Position {
  at: Date;
  id: number;
}

/** Which page to fetch: the one after `older`, the one before `newer`, or the first if neither is given. */
export interface PageRequest<At = Position> {
  older?: At | undefined;
  newer?: At | undefined;
}

export interface Page<Row> {
  rows: Row[];
  older: string | undefined;
  newer: string | undefined;
}

function cursor(id: z.ZodType<number>) {
  const position = z.object({ at: z.date(), id });
  return text(200, { kind: "raw" })
    .transform((given, context) => {
      const { data } = position.safeParse(decode(given));
      if (data) return data;
      context.addIssue({ code: "custom", message: "Not a position in this list." });
      return z.NEVER;
    })
    .optional()
    .catch(undefined);
}

/** The cursors in a pager's links. An unreadable cursor shows the newest page. */
export const PageQuery = z.object({ older: cursor(z.int32()), newer: cursor(z.int32()) });

/** The same for a table with 64-bit ids. */
export const LongPageQuery = z.object({ older: cursor(z.int()), newer: cursor(z.int()) });

export interface Listing<Row> {
  size: number;
  /** The rows past the requested position, the nearest first. */
  find: (request: PageRequest, take: number) => Promise<Row[]>;
  position: (row: Row) => Position;
}

export function fetchPage<Row>(request: PageRequest, listing: Listing<Row>): Promise<Page<Row>> {
  const { position, ...rest } = listing;
  return fetchPageBy(request, { ...rest, cursor: (row) => encode(position(row)) });
}

/** A list that is sorted by something else, whose rows have cursors of their own. */
interface ListingBy<Row, At> {
  size: number;
  find: (request: PageRequest<At>, take: number) => Promise<Row[]>;
  cursor: (row: Row) => string;
}

export async function fetchPageBy<Row, At>(
  request: PageRequest<At>,
  listing: ListingBy<Row, At>,
): Promise<Page<Row>> {
  const { size, find, cursor } = listing;
  const found = await find(request, size + 1);
  const more = found.length > size;
  const over = request.newer ? !more : request.older && found.length === 0;
  if (over) return fetchPageBy({}, listing); // so the newest page is full, and only an empty list has an empty page

  const rows = found.slice(0, size);
  if (request.newer) rows.reverse();
  const [first, last] = [rows[0], rows.at(-1)];
  return {
    rows,
    older: last && (request.newer || more) ? cursor(last) : undefined,
    newer: first && (request.newer || request.older) ? cursor(first) : undefined,
  };
}

type Comparison = { lt: Date } | { gt: Date } | { lte: Date } | { gte: Date };
type Past<Column extends string> = { [K in Column]?: Comparison } & {
  OR?: (
    | { [K in Column]?: { lt: Date } | { gt: Date } }
    | { id: { lt: number } | { gt: number } }
  )[];
};

/**
 * Prisma's condition on the rows past the requested position, by a column of times and the id.
 * The first part is implied by the rest. It bounds the column alone, so that an index can begin at the position.
 */
export function past<Column extends string>(
  { older, newer }: PageRequest,
  column: Column,
): Past<Column> {
  const position = older ?? newer;
  if (!position) return {};
  const { at, id } = position;
  const condition = older
    ? { [column]: { lte: at }, OR: [{ [column]: { lt: at } }, { id: { lt: id } }] }
    : { [column]: { gte: at }, OR: [{ [column]: { gt: at } }, { id: { gt: id } }] };
  return condition as Past<Column>; // TypeScript widens a computed key to string
}

/** The same for a list that is sorted by id. */
export function pastId({ older, newer }: PageRequest): { id?: { lt: number } | { gt: number } } {
  if (older) return { id: { lt: older.id } };
  return newer ? { id: { gt: newer.id } } : {};
}

/** The order in which the rows past a position are read: the nearest first. */
export function nearestFirst<Column extends string>({ newer }: PageRequest, column: Column) {
  const order = newer ? ("asc" as const) : ("desc" as const);
  const byColumn = { [column]: order } as { [K in Column]: "asc" | "desc" }; // widened likewise
  return [byColumn, { id: order }];
}

/** The same conditions in SQL. An index can serve its row comparison directly. */
export const pastSql = {
  newestFirst({ older, newer }: PageRequest, at: Prisma.Sql, id: Prisma.Sql): Prisma.Sql {
    if (older) return Prisma.sql`(${at}, ${id}) < (${older.at}, ${older.id})`;
    if (newer) return Prisma.sql`(${at}, ${id}) > (${newer.at}, ${newer.id})`;
    return Prisma.sql`TRUE`;
  },
  oldestFirst({ older, newer }: PageRequest, at: Prisma.Sql, id: Prisma.Sql): Prisma.Sql {
    return pastSql.newestFirst({ older: newer, newer: older }, at, id);
  },
  byId({ older, newer }: PageRequest, id: Prisma.Sql): Prisma.Sql {
    if (older) return Prisma.sql`${id} < ${older.id}`;
    return newer ? Prisma.sql`${id} > ${newer.id}` : Prisma.sql`TRUE`;
  },
};

function encode({ at, id }: Position): string {
  return `${at.getTime().toString(36)}-${id.toString(36)}`;
}

function decode(text: string): unknown {
  const [, at = "", id = ""] = /^([0-9a-z]{1,9})-([0-9a-z]{1,11})$/.exec(text) ?? [];
  return { at: new Date(Number.parseInt(at, 36)), id: Number.parseInt(id, 36) };
}
