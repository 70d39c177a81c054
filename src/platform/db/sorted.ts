import { z } from "zod";
import { text } from "../bounded-text.ts";
import { fetchPageBy, type Page } from "./keyset.ts";

// Lists that people sort. A page begins and ends at a row, whatever the order, so that new rows shift nothing.

/** A column by which a list can be sorted. Each has an index. */
export interface SortColumn<Row> {
  field: keyof Row & string;
  kind: "time" | "text" | "count" | "id";
  /** The order of the first click. */
  usual: Order;
  /** Rows may have no value. They count as smaller than all others. */
  nullable?: true;
  /** The table has 64-bit ids. */
  long?: true;
}

export type SortColumns<Row> = Record<string, SortColumn<Row>>;
const orders = ["asc", "desc"] as const;
export type Order = (typeof orders)[number];

interface Place {
  value: Date | string | bigint | null;
  id: number;
}

/** How a list is sorted. */
export interface Sorting {
  sort: string;
  order: Order;
  /** What could be read of the address. */
  read: Record<"sort" | "order" | "older" | "newer", unknown>;
}

/** A page of a sorted list, with what its links need. */
export interface SortedPage<Row> extends Page<Row> {
  columns: Readonly<Record<string, { usual: Order }>>;
  sorting: Sorting;
  /** How many rows the list has, at most so many. */
  count: (most: number) => Promise<number>;
}

const word = text(400, { kind: "raw" }).optional().catch(undefined);

/** The order of a list and the position in it, as an address has them. Each list has its own. */
export const SortQuery = z.object({ sort: word, order: word, older: word, newer: word });
export const PlaceQuery = SortQuery.pick({ older: true, newer: true });
export type SortQuery = Partial<z.infer<typeof SortQuery>>;

/** What to read for a page: Prisma's condition and order, and how many rows at most. */
export interface Part {
  where: object;
  orderBy: object[];
  take: number;
}

interface Source<Row> {
  size: number;
  /** Reads rows of the list that also meet a condition. */
  find: (part: Part) => Promise<Row[]>;
  count: SortedPage<Row>["count"];
}

/**
 * The page of a sorted list that the query of an address asks for, in the order of its first column unless it names
 * another. What it can't read is as if it was not there.
 */
export async function fetchSorted<Row extends { id: number | bigint }>(
  columns: SortColumns<Row>,
  query: SortQuery,
  { size, find, count }: Source<Row>,
): Promise<SortedPage<Row>> {
  const { column, at, sorting } = readSorting(columns, query);
  const page = await fetchPageBy<Row, Place>(at, {
    size,
    cursor: (row) => writePlace(placeOf(column, row)),
    find: async (request, take) => {
      const down = (sorting.order === "desc") === !request.newer;
      const rows: Row[] = [];
      for (const part of partsOf(column, request.older ?? request.newer, down))
        if (rows.length < take) rows.push(...(await find({ ...part, take: take - rows.length })));
      return rows;
    },
  });
  return { ...page, columns, sorting, count };
}

function readSorting<Row>(columns: SortColumns<Row>, given: SortQuery) {
  const all = Object.entries(columns);
  const named = all.find(([name]) => name === given.sort);
  const [sort, column] = named ?? all[0] ?? [];
  if (!sort || !column) throw new Error("a sorted list has no column");

  const order = orders.find((one) => one === given.order);
  const [older, newer] = [given.older, given.newer].map((place) => readPlace(column, place));
  const read = { sort: named, order, older, newer };
  return { column, at: { older, newer }, sorting: { sort, order: order ?? column.usual, read } };
}

type Range = Omit<Part, "take">;

/** The ranges of an index to read one after the other. Rows without a value are a range of their own. */
function partsOf(
  { field, kind, nullable }: { field: string; kind: string; nullable?: true },
  place: Place | undefined,
  down: boolean,
): Range[] {
  const direction: Order = down ? "desc" : "asc";
  const id = (of: Place) => ({ id: down ? { lt: of.id } : { gt: of.id } });
  if (kind === "id") return [{ where: place ? id(place) : {}, orderBy: [{ id: direction }] }];

  const orderBy = [{ [field]: direction }, { id: direction }];
  const filled: Range = { where: nullable ? { [field]: { not: null } } : {}, orderBy };
  const empty: Range = { where: { [field]: null }, orderBy: [{ id: direction }] };
  const all = nullable ? (down ? [filled, empty] : [empty, filled]) : [filled];
  if (!place) return all;
  if (place.value === null)
    return [{ ...empty, where: { [field]: null, ...id(place) } }, ...(down ? [] : [filled])];

  // The first condition is implied by the others; an index can begin at it.
  const { value } = place;
  const where = down
    ? { [field]: { lte: value }, OR: [{ [field]: { lt: value } }, id(place)] }
    : { [field]: { gte: value }, OR: [{ [field]: { gt: value } }, id(place)] };
  return [{ where, orderBy }, ...(nullable && down ? [empty] : [])];
}

function placeOf<Row extends { id: number | bigint }>(
  { field, kind }: SortColumn<Row>,
  row: Row,
): Place {
  const value = kind === "id" ? null : row[field];
  const isSortable =
    value instanceof Date || typeof value === "string" || typeof value === "bigint";
  return { value: isSortable ? value : null, id: Number(row.id) };
}

/** `t`ime, te`x`t, `c`ount or `n`othing, then the id after the last tilde. */
function writePlace({ value, id }: Place): string {
  return `${written(value)}~${id.toString(36)}`;
}

function written(value: Place["value"]): string {
  if (value === null) return "n";
  if (value instanceof Date) return `t${value.getTime().toString(36)}`;
  return typeof value === "bigint" ? `c${value}` : `x${value}`;
}

function readPlace<Row>({ kind, nullable, long }: SortColumn<Row>, given = ""): Place | undefined {
  const [, sign = "", value = "", digits = ""] =
    /^([txcn])([^\0]{0,300})~([0-9a-z]{1,11})$/u.exec(given) ?? [];
  const id = Number.parseInt(digits, 36);
  if (!(id <= (long ? Number.MAX_SAFE_INTEGER : 2_147_483_647))) return undefined;
  if (sign === "n") return nullable || kind === "id" ? { value: null, id } : undefined;
  if (sign === "x") return kind === "text" ? { value, id } : undefined;
  if (sign === "c")
    return kind === "count" && /^\d{1,18}$/.test(value) ? { value: BigInt(value), id } : undefined;
  const at = new Date(/^[0-9a-z]{1,9}$/.test(value) ? Number.parseInt(value, 36) : Number.NaN);
  return kind === "time" && at.getTime() >= 0 ? { value: at, id } : undefined;
}
