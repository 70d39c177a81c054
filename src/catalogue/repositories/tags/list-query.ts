import { z } from "zod";
import { text } from "../../../platform/bounded-text.ts";
import type { PageRequest } from "../../../platform/db/keyset.ts";
import { Invalid } from "../../../platform/errors.ts";
import { parse } from "../../../platform/http/input/body.ts";
import { digits, filterText } from "../../../platform/http/input/values.ts";
import { patternsIn, problemsOf } from "../../../platform/patterns.ts";
import { kindNames } from "../kinds.ts";
import { readPosition, type TagPosition, type TagSort, tagSorts, usualOrder } from "./order.ts";
import { isPattern, type TagFilters } from "./tag-filters.ts";
import type { TagList } from "./tag-groups.ts";
import { rangeExamples, readVersionRange } from "./version-range.ts";

const typed = (max: number) =>
  filterText(max)
    .transform((given) => given || undefined)
    .optional();
const ticked = z.literal("1", "Send 1 or nothing.").optional();
const orEmpty = <T extends z.ZodType>(schema: T) =>
  z.preprocess((given) => (given === "" ? undefined : given), schema.optional());

const name = typed(255).superRefine((given, { addIssue }) => {
  const problems = given && isPattern(given) ? problemsOf(patternsIn(given), "tag") : [];
  for (const message of problems) addIssue({ code: "custom", message });
});
const days = "Enter a number of days from 1 to 3650.";
const range = typed(200).refine((given) => given === undefined || readVersionRange(given), {
  error: `This is not a range of versions. Write for example ${rangeExamples}.`,
});

/** The filters as a URL has them: `?name=1.*&version=^1.4&signed=1`. */
export const TagFilterQuery = z.object({
  name,
  version: range,
  platform: typed(100),
  kind: orEmpty(z.enum(kindNames, "Choose a kind from the list.")),
  by: typed(255),
  unused: orEmpty(digits(z.int(days).min(1, days).max(3650, days))),
  signed: ticked,
  sbom: ticked,
  attested: ticked,
});

export type TagFilterQuery = z.infer<typeof TagFilterQuery>;

/** The same filters, with flags as the API writes them. */
type SentFilters = Omit<TagFilterQuery, "signed" | "sbom" | "attested"> &
  Pick<TagFilters, "signed" | "sbom" | "attested">;

const cursor = text(200, { kind: "raw" }).optional().catch(undefined);

/** The page of a list, to be read with the list's order. */
export const CursorQuery = z.object({ older: cursor, newer: cursor });

/** The order and the page. Unreadable values are ignored, as in other lists. */
export const TagOrderQuery = CursorQuery.extend({
  sort: z.enum(tagSorts).catch("pushed"),
  order: z.enum(["asc", "desc"]).optional().catch(undefined),
});

export interface TagsRequest {
  query: TagFilterQuery;
  list: TagList;
  at: PageRequest<TagPosition>;
}

/** The query of a page of tags, as sent, with what of it could be read and what is wrong with the other filters. */
export interface TagsQuery {
  sent: Record<string, unknown>;
  request: TagsRequest;
  errors: Record<string, string>;
}

export function readTagsQuery(
  sent: Record<string, unknown>,
  { sort, order, ...cursors }: z.infer<typeof TagOrderQuery>,
): TagsQuery {
  const { query, errors } = readFilters(sent);
  const list = { filters: filtersOf(query), sort, order: order ?? usualOrder(sort) };
  return {
    sent: { ...sent, sort, order },
    request: { query, list, at: pageAt(cursors, sort) },
    errors,
  };
}

function readFilters(sent: Record<string, unknown>) {
  try {
    return { query: parse(TagFilterQuery, sent), errors: {} };
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    const readable = Object.entries(sent).filter(([name]) => !Object.hasOwn(error.fields, name));
    return { query: parse(TagFilterQuery, Object.fromEntries(readable)), errors: error.fields };
  }
}

export function pageAt(
  { older, newer }: z.infer<typeof CursorQuery>,
  sort: TagSort = "pushed",
): PageRequest<TagPosition> {
  return { older: readPosition(sort, older), newer: readPosition(sort, newer) };
}

/** A version that is not a range, which the schema refuses, would match nothing. */
export function filtersOf({ version, ...query }: SentFilters): TagFilters {
  return version === undefined ? query : { ...query, version: readVersionRange(version) ?? [] };
}
