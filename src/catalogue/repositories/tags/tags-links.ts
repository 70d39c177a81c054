import type { Query } from "../../../platform/paths/parts.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { plural } from "../../../platform/plural.ts";
import type { Located } from "../../../platform/reference.ts";
import { kindOf } from "../kinds.ts";
import { TagFilterQuery, type TagsRequest } from "./list-query.ts";
import { type TagSort, tagSorts, usualOrder } from "./order.ts";
import { isPattern } from "./tag-filters.ts";

export type LinkTo = (changes: Query) => string;

/** Links to the same list with some parameters changed. They lead to its first page, and leave out what is usual. */
export function linksTo(repository: Located, { query, list }: TagsRequest): LinkTo {
  return (changes) => {
    const { sort = list.sort, order = list.order, ...rest } = { ...query, ...changes };
    const usual = usualOrder(sort as TagSort); // headsOf() passes no other
    return paths.repository(repository, {
      ...rest,
      sort: sort === "pushed" ? undefined : sort,
      order: order === usual ? undefined : order,
    });
  };
}

/** What the fields of the filter form show, also if it could not be read. */
export function formValues(sent: Record<string, unknown>): Record<string, string> {
  const names = [...Object.keys(TagFilterQuery.shape), "sort", "order"];
  return Object.fromEntries(
    names.map((name) => {
      const value = sent[name];
      return [name, typeof value === "string" ? value.slice(0, 255) : ""];
    }),
  );
}

export const hiddenNames = ["signed", "sbom", "attested", "order"];

/** What the form sends beside its fields: the quick filters in force, and the direction. */
export function hiddenFields(values: Record<string, string>) {
  return hiddenNames.map((name) => ({ name, value: values[name] })).filter(({ value }) => value);
}

/** The head of each sorted column: a second click reverses its order. */
export function headsOf({ list }: TagsRequest, to: LinkTo) {
  const heads = tagSorts.map((sort) => {
    const current = sort === list.sort ? list.order : undefined;
    const order = current === "desc" ? "asc" : current === "asc" ? "desc" : usualOrder(sort);
    return [
      sort,
      {
        href: to({ sort, order }),
        sorted: current && ariaSort[current],
        ...(current && { current }),
      },
    ];
  });
  return Object.fromEntries(heads) as Record<TagSort, { href: string; sorted?: string }>; // its own keys
}

const ariaSort = { asc: "ascending", desc: "descending" };

/** The filters in force, each with the link that removes it. */
export function chipsOf({ query }: TagsRequest, to: LinkTo) {
  const { name, version, platform, kind, by, unused, signed, sbom, attested } = query;
  const words: Record<keyof TagFilterQuery, string | undefined> = {
    name: name && (isPattern(name) ? `name matches ${name}` : `name contains ${name}`),
    version: version && `version ${version}`,
    platform: platform && `for ${platform}`,
    kind: kind && kindOf({ kind, mediaType: "" }).label,
    by: by && `pushed by ${by}`,
    unused: unused === undefined ? undefined : `unused for ${plural(unused, "day")}`,
    signed: signed && "signed",
    sbom: sbom && "with SBOM",
    attested: attested && "attested",
  };
  return Object.entries(words)
    .filter(([, text]) => text)
    .map(([filter, text]) => ({ text, without: to({ [filter]: undefined }) }));
}

/** Filters that need no typing. The one in force leads back. */
export function quickFilters({ query }: TagsRequest, to: LinkTo) {
  return quick.map(({ label, filter, value }) => {
    const current = String(query[filter] ?? "") === value;
    return { label, current, href: to({ [filter]: current ? undefined : value }) };
  });
}

const quick = [
  { label: "Signed", filter: "signed", value: "1" },
  { label: "With SBOM", filter: "sbom", value: "1" },
  { label: "Attested", filter: "attested", value: "1" },
  { label: "Unused for 90 days", filter: "unused", value: "90" },
] as const;

/** The filters as one text, which the deletion of all matches sends. */
export function filterQuery(query: TagFilterQuery): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
}
