import { Prisma } from "../../../platform/db/client.ts";
import type { PageRequest } from "../../../platform/db/keyset.ts";
import { isTag } from "../../../registry/names.ts";
import { column, type Table, versionKey } from "./columns.ts";

export const tagSorts = ["pushed", "version", "name", "size", "pulled"] as const;
export type TagSort = (typeof tagSorts)[number];
export type SortOrder = "asc" | "desc";

/** The place of a row: its sorted value, as text, and the id of the tag or manifest to which the value belongs. */
export interface TagPosition {
  value: string;
  id: number;
}

/** One order of the digests of a repository. */
export interface Sorting {
  /** The values of tags, of which the first of a digest counts, or those of manifests. */
  of: "tags" | "manifests";
  /** Whether the first is the one with the largest value. */
  largestFirst: boolean;
  /** The sorted value of a row of this table, in the order of an index. */
  key(table: Table): Prisma.Sql;
  /** The same as text, for a cursor. */
  text(table: Table): Prisma.Sql;
  /** The value of a cursor; undefined if it is none. */
  read(text: string): Prisma.Sql | undefined;
}

const never = Prisma.sql`'1970-01-01 00:00:00+00'::timestamptz`; // as in the index manifests_by_pull
const lastPull = (table: Table) => Prisma.sql`coalesce(${column(table, "pulled_at")}, ${never})`;
const size = (table: Table) => Prisma.sql`coalesce(${column(table, "total_size")}, -1)`;
const milliseconds = (time: Prisma.Sql) =>
  Prisma.sql`(extract(epoch FROM ${time}) * 1000)::bigint::text`;

const times = {
  read: (text: string) =>
    /^\d{1,15}$/.test(text) ? Prisma.sql`${new Date(Number(text))}::timestamptz` : undefined,
};

const names = { text: (table: Table) => column(table, "name") };

export const sortings: Record<TagSort, Sorting> = {
  pushed: {
    of: "tags",
    largestFirst: true,
    key: (table) => column(table, "pushed_at"),
    text: (table) => milliseconds(column(table, "pushed_at")),
    ...times,
  },
  version: {
    of: "tags",
    largestFirst: true,
    key: (table) => versionKey(column(table, "name")),
    read: (text) => (isTag(text) ? versionKey(Prisma.sql`${text}`) : undefined),
    ...names,
  },
  name: {
    of: "tags",
    largestFirst: false,
    key: (table) => column(table, "name"),
    read: (text) => (isTag(text) ? Prisma.sql`${text}` : undefined),
    ...names,
  },
  size: {
    of: "manifests",
    largestFirst: true,
    key: size,
    text: (table) => Prisma.sql`${size(table)}::text`,
    read: (text) =>
      /^(-1|\d{1,18})$/.test(text) ? Prisma.sql`${BigInt(text)}::bigint` : undefined,
  },
  pulled: {
    of: "manifests",
    largestFirst: true,
    key: lastPull,
    text: (table) => milliseconds(lastPull(table)),
    ...times,
  },
};

/** The order that people expect first: names from A, everything else from the largest or newest. */
export const usualOrder = (sort: TagSort): SortOrder => (sort === "name" ? "asc" : "desc");

/** In which direction to read, so that the rows nearest to a position come first. */
export function readsDown(order: SortOrder, request: PageRequest<TagPosition>): boolean {
  return (order === "desc") === !request.newer;
}

export function directionOf(down: boolean): Prisma.Sql {
  return down ? Prisma.sql`DESC` : Prisma.sql`ASC`;
}

/** Whether a row is past the requested position. */
export function isPast(
  sorting: Sorting,
  { request, down, table }: { request: PageRequest<TagPosition>; down: boolean; table: Table },
): Prisma.Sql {
  const position = request.older ?? request.newer;
  const value = position && sorting.read(position.value);
  if (!value) return Prisma.sql`TRUE`;
  const row = Prisma.sql`(${sorting.key(table)}, ${column(table, "id")})`;
  return Prisma.sql`${row} ${down ? Prisma.sql`<` : Prisma.sql`>`} (${value}, ${position.id})`;
}

const cursor = /^(.{1,128})-([0-9a-z]{1,7})$/;

export const writePosition = ({ value, id }: TagPosition): string => `${value}-${id.toString(36)}`;

/** Undefined for an unreadable cursor, which shows the first page. */
export function readPosition(sort: TagSort, text: string | undefined): TagPosition | undefined {
  const [, value = "", id = ""] = cursor.exec(text ?? "") ?? [];
  const position = { value, id: Number.parseInt(id, 36) };
  return position.id <= 2_147_483_647 && sortings[sort].read(value) ? position : undefined;
}
