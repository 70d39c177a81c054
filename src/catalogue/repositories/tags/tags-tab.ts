import { db } from "../../../platform/db/client.ts";
import { paths } from "../../../platform/paths/paths.ts";
import type { FoundRepository } from "../find.ts";
import { kindChoices } from "../kinds.ts";
import { attachedTo } from "./attached.ts";
import { isImmutable, patternsOf } from "./immutable-patterns.ts";
import type { TagsQuery, TagsRequest } from "./list-query.ts";
import { isFiltered } from "./tag-filters.ts";
import { tagGroups } from "./tag-groups.ts";
import { countMatches, maxCounted, maxDeleted } from "./tag-matches.ts";
import {
  chipsOf,
  filterQuery,
  formValues,
  headsOf,
  hiddenFields,
  hiddenNames,
  type LinkTo,
  linksTo,
  quickFilters,
} from "./tags-links.ts";

/** What the Tags tab shows for the query of its URL. A filter that cannot be read is explained instead of ignored. */
export async function tagsTab(repository: FoundRepository, query: TagsQuery) {
  const { sent, request, errors } = query;
  const to = linksTo(repository, request);
  const form = { values: formValues(sent), errors };
  const { platform, kind, by, unused } = form.values;
  const shown = {
    form,
    kinds,
    sorts,
    hidden: hiddenFields(form.values).filter(({ name }) => !errors[name]),
    more: Boolean(platform || kind || by || (unused && unused !== "90")), // 90 days is a quick filter
    all: paths.repository(repository),
    chips: chipsOf(request, to),
    quick: quickFilters(request, to),
  };
  if (Object.keys(errors).length > 0) return { ...shown, errors: unshownErrors(errors), rows: [] };
  return { ...shown, errors: null, ...(await listed(repository, request, to)) };
}

/** Errors of fields that the form does not show are listed below it. */
function unshownErrors(errors: Record<string, string>): string[] {
  const unshown = Object.entries(errors).filter(([field]) => hiddenNames.includes(field));
  return unshown.map(([field, sentence]) => `${field}: ${sentence}`);
}

const kinds = [{ value: "", label: "Any" }, ...kindChoices];

const sorts = [
  { value: "", label: "Push" },
  { value: "version", label: "Version" },
  { value: "name", label: "Name" },
  { value: "size", label: "Size" },
  { value: "pulled", label: "Last pull" },
];

async function listed(repository: FoundRepository, request: TagsRequest, to: LinkTo) {
  const { list, at, query } = request;
  const filtered = isFiltered(list.filters);
  const [page, count, exact] = await Promise.all([
    tagGroups(repository.id, at, list),
    filtered ? countMatches(repository.id, list.filters, maxCounted + 1) : repository.tagsCount,
    exactTag(repository.id, query.name),
  ]);
  const attached = await attachedTo(page.rows.map(({ manifestId }) => manifestId));
  const patterns = patternsOf(repository);
  return {
    rows: page.rows.map((group) => ({
      ...group,
      immutable: group.tags.filter((tag) => isImmutable(patterns, tag)),
      attached: attached.get(group.manifestId) ?? null,
    })),
    older: page.older && to({ older: page.older }),
    newer: page.newer && to({ newer: page.newer }),
    list,
    filtered,
    matches: { count: Math.min(count, maxCounted), more: count > maxCounted },
    matching: filtered && count > 1 && count <= maxDeleted && filterQuery(query),
    tooMany: count > maxDeleted,
    maxDeleted,
    canCompare: page.rows.flatMap(({ tags }) => tags).length > 1,
    exact,
    heads: headsOf(request, to),
  };
}

/** The tag of exactly this name. */
async function exactTag(repositoryId: number, name: string | undefined): Promise<string | null> {
  if (!name) return null;
  const where = { repositoryId_name: { repositoryId, name } };
  return (await db.tag.findUnique({ where, select: { name: true } }))?.name ?? null;
}
