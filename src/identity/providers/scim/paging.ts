import { z } from "zod";
import { text } from "../../../platform/bounded-text.ts";
import { read } from "./body.ts";
import { type Filter, parseFilter } from "./filter.ts";
import { type Selection, selectionIn } from "./resource.ts";

export const maxPageSize = 200;
const usualPageSize = 100;
const maxStart = 10_000_000;

/** What a request for a list asks for. */
export interface ListQuery {
  filter: Filter | null;
  start: number; // of the first resource, from 1
  count: number;
  selection: Selection;
}

/** Numbers beyond a limit are the limit, negative ones the least: RFC 7644, 3.4.2.4. */
const number = (usual: number, least: number, most: number) =>
  text(20, { kind: "raw" })
    .regex(/^-?\d{1,18}$/, "Send a whole number.")
    .transform((digits) => Math.min(Math.max(Number(digits), least), most))
    .default(usual);

const Query = z.object({
  filter: text(2_000, { kind: "raw" }).default(""),
  startIndex: number(1, 1, maxStart),
  count: number(usualPageSize, 0, maxPageSize),
  attributes: text(2_000, { kind: "raw" }).default(""),
  excludedAttributes: text(2_000, { kind: "raw" }).default(""),
});

/** Reads the query of a list. Parameters that Portus does not have, such as sortBy, are ignored. */
export function listQueryIn(query: unknown): ListQuery {
  const { filter, startIndex, count, ...rest } = read(Query, query);
  return {
    filter: filter.trim() ? parseFilter(filter) : null,
    start: startIndex,
    count,
    selection: selectionIn(rest),
  };
}
