import { z } from "zod";

/** A place in a list that is sorted newest first: pages begin and end there, however the list grows meanwhile. */
export interface Place {
  at: Date;
  id: number;
}

/** The page that was asked for: what comes before or after a place; the newest when neither is given. */
export interface Turn {
  older?: Place | undefined;
  newer?: Place | undefined;
}

export interface Page<Row> {
  rows: Row[];
  older: string | undefined;
  newer: string | undefined;
}

const cursor = (id: z.ZodType<number>) =>
  z
    .string()
    .transform(decode)
    .pipe(z.object({ at: z.date(), id }))
    .optional()
    .catch(undefined);

/** What the links of a pager send. A cursor that can't be read shows the newest page. */
export const PageQuery = z.object({ older: cursor(z.int32()), newer: cursor(z.int32()) });

/** The same of a table whose ids are 64-bit. */
export const LongPageQuery = z.object({ older: cursor(z.int()), newer: cursor(z.int()) });

export interface Listing<Row> {
  size: number;
  /** The rows beyond the turn's place, the nearest first. */
  find: (turn: Turn, take: number) => Promise<Row[]>;
  place: (row: Row) => Place;
}

/** One page of a listing, with the cursors of its neighbours. */
export async function turnTo<Row>(turn: Turn, listing: Listing<Row>): Promise<Page<Row>> {
  const { size, find, place } = listing;
  const found = await find(turn, size + 1);
  const more = found.length > size;
  const over = turn.newer ? !more : turn.older && found.length === 0;
  if (over) return turnTo({}, listing); // the newest page is a full one, and no page is empty but the only one

  const rows = found.slice(0, size);
  if (turn.newer) rows.reverse();
  const [first, last] = [rows[0], rows.at(-1)];
  return {
    rows,
    older: last && (turn.newer || more) ? encode(place(last)) : undefined,
    newer: first && (turn.newer || turn.older) ? encode(place(first)) : undefined,
  };
}

function encode({ at, id }: Place): string {
  return `${at.getTime().toString(36)}-${id.toString(36)}`;
}

function decode(text: string): unknown {
  const [, at = "", id = ""] = /^([0-9a-z]{1,9})-([0-9a-z]{1,11})$/.exec(text) ?? [];
  return { at: new Date(Number.parseInt(at, 36)), id: Number.parseInt(id, 36) };
}
