import { Prisma } from "../../../platform/db/client.ts";
import type { Place, RepositoryState } from "./state.ts";

/** What a set of events is about: pushes and deletions that are to be applied to the catalogue. */
export interface Wanted {
  namespace: Place["namespace"];
  repository: string; // its full name
  action: "push" | "delete";
  digest?: string | undefined;
  tag?: string | undefined; // a deletion with neither: the whole repository
  at: string;
  request?: string | undefined; // of a deletion
}

/** The same with its place. */
export interface WantedAt extends Wanted {
  place: Place;
}

/** The repositories of a set that are in the catalogue, by their ids. */
export type Known = ReadonlyMap<number, RepositoryState>;

export interface InRepository<T> {
  id: number;
  value: T;
}

/** A value of each event whose repository is known, each once. */
export function valuesOf(
  wanted: readonly WantedAt[],
  value: (event: WantedAt) => string | undefined,
): InRepository<string>[] {
  return distinct(
    wanted.flatMap((event) => {
      const [id, it] = [event.place.repository?.id, value(event)];
      return id && it !== undefined ? [{ id, value: it }] : [];
    }),
    ({ id, value: it }) => `${id}:${it}`,
  );
}

/** Each item once. */
export function distinct<T>(items: readonly T[], key: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [key(item), item])).values()];
}

/** SQL: a column of times as texts (times.ts). */
export const time = (column: string) =>
  Prisma.raw(`to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`);
