import { z } from "zod";
import { visitor } from "../../../identity/actor/request.ts";
import {
  answerList,
  endpoint,
  IdParams,
  ListQuery,
  NestedQuery,
} from "../../../platform/http/api/endpoint.ts";
import { rowsOf } from "../../../platform/http/api/listing.ts";
import { ensureListable } from "../../../platform/http/api/pages.ts";
import { urlFlag } from "../../../platform/http/input/values.ts";
import { findRepositoryWithinLimit } from "../find.ts";
import { presentTag, TagEntity } from "../present.ts";
import { filtersOf, TagFilterQuery } from "../tags/list-query.ts";
import { isFiltered } from "../tags/tag-filters.ts";
import {
  allTagIds,
  countTags,
  findTag,
  groupedTagIds,
  tagAttributes,
  tagIds,
  tagsById,
} from "../tags/tag-listing.ts";
import { countMatches } from "../tags/tag-matches.ts";

const TagParams = IdParams.extend({ tag_id: IdParams.shape.id });

const TagsQuery = ListQuery.extend({
  sort_attr: z.enum(["id", "name", "created_at", "updated_at"]).default("id"),
});

const flag = urlFlag.optional();

/** The filters of the page, with flags as `true`. */
const RepositoryTagsQuery = NestedQuery.extend({
  ...TagFilterQuery.shape,
  signed: flag,
  sbom: flag,
  attested: flag,
  sort_attr: z.enum(tagAttributes).default("id"),
});

const maxCounted = 1_000_000; // matches

export const tagEndpoints = [
  endpoint("get", "/tags", {
    summary: "The tags of all repositories",
    caller: "admin",
    query: TagsQuery,
    answer: z.array(TagEntity),
    run: async (call) =>
      answerList(call, {
        count: countTags,
        ids: (window) =>
          allTagIds({ ...window, order: call.query.sort_order }, call.query.sort_attr),
        rows: tagsById,
        present: presentTag,
      }),
  }),

  endpoint("get", "/tags/:id", {
    summary: "One tag",
    allowsLimitedTokens: true,
    params: IdParams,
    answer: TagEntity,
    run: async ({ req, params }) => presentTag(await findTag(visitor(req), { id: params.id })),
  }),

  endpoint("get", "/repositories/:id/tags", {
    summary: "The tags of a repository",
    allowsLimitedTokens: true,
    params: IdParams,
    query: RepositoryTagsQuery,
    answer: z.array(TagEntity),
    run: async (call) => {
      const { page, per_page, all, sort_order: order, sort_attr: sort, ...sent } = call.query;
      const { id, tagsCount } = await findRepositoryWithinLimit(visitor(call.req), call.params.id);
      const filters = filtersOf(sent);
      return answerList(call, {
        count: async () =>
          isFiltered(filters) ? countMatches(id, filters, maxCounted) : tagsCount,
        ids: (window) => tagIds(id, { filters, sort }, { ...window, order }),
        rows: tagsById,
        present: presentTag,
      });
    },
  }),

  endpoint("get", "/repositories/:id/tags/grouped", {
    summary: "The tags of a repository, grouped by digest",
    allowsLimitedTokens: true,
    params: IdParams,
    answer: z.array(z.array(TagEntity)),
    run: async ({ req, params }) => {
      const { id, tagsCount } = await findRepositoryWithinLimit(visitor(req), params.id);
      ensureListable(tagsCount);
      return groupsOf(rowsOf(await groupedTagIds(id), { rows: tagsById, present: presentTag }));
    },
  }),

  endpoint("get", "/repositories/:id/tags/:tag_id", {
    summary: "One tag of a repository",
    allowsLimitedTokens: true,
    params: TagParams,
    answer: TagEntity,
    run: async ({ req, params }) =>
      presentTag(await findTag(visitor(req), { id: params.tag_id, repositoryId: params.id })),
  }),
];

type PresentedTag = ReturnType<typeof presentTag>;

async function* groupsOf(tags: AsyncIterable<PresentedTag>): AsyncGenerator<PresentedTag[]> {
  let group: PresentedTag[] = [];
  for await (const tag of tags) {
    if (group[0] && group[0].digest !== tag.digest) {
      yield group;
      group = [];
    }
    group.push(tag);
  }
  if (group.length > 0) yield group;
}
