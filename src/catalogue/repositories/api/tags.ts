import { z } from "zod";
import type { Actor } from "../../../identity/actor/actor.ts";
import { db } from "../../../platform/db/client.ts";
import { NotFound } from "../../../platform/errors.ts";
import {
  answerList,
  endpoint,
  IdParams,
  ListQuery,
  NestedQuery,
} from "../../../platform/http/api/endpoint.ts";
import { rowsOf } from "../../../platform/http/api/listing.ts";
import { ensureListable } from "../../../platform/http/api/pages.ts";
import { repositoriesWithinLimit } from "../../../tenancy/policy/visible.ts";
import { presentTag, repositoryFields, TagEntity, tagFields } from "../present.ts";
import { allTagIds, countTags, groupedTagIds, tagIds } from "../tags/tag-ids.ts";

const TagParams = IdParams.extend({ tag_id: IdParams.shape.id });

const TagsQuery = ListQuery.extend({
  sort_attr: z.enum(["id", "name", "created_at", "updated_at"]).default("id"),
});

const loadTags = (ids: number[]) => db.tag.findMany({ ...tagFields, where: { id: { in: ids } } });

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
        rows: loadTags,
        present: presentTag,
      }),
  }),

  endpoint("get", "/tags/:id", {
    summary: "One tag",
    allowsLimitedTokens: true,
    params: IdParams,
    answer: TagEntity,
    run: async ({ req, params }) => visibleTag(req.user, { id: params.id }),
  }),

  endpoint("get", "/repositories/:id/tags", {
    summary: "The tags of a repository",
    allowsLimitedTokens: true,
    params: IdParams,
    query: NestedQuery,
    answer: z.array(TagEntity),
    run: async (call) => {
      const { req, params, query } = call;
      const { id, tagsCount } = await findRepositoryWithinLimit(req.user, params.id);
      return answerList(call, {
        count: async () => tagsCount,
        ids: (window) => tagIds(id, { ...window, order: query.sort_order }),
        rows: loadTags,
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
      const { id, tagsCount } = await findRepositoryWithinLimit(req.user, params.id);
      ensureListable(tagsCount);
      return groupsOf(rowsOf(await groupedTagIds(id), { rows: loadTags, present: presentTag }));
    },
  }),

  endpoint("get", "/repositories/:id/tags/:tag_id", {
    summary: "One tag of a repository",
    allowsLimitedTokens: true,
    params: TagParams,
    answer: TagEntity,
    run: async ({ req, params }) =>
      visibleTag(req.user, { id: params.tag_id, repositoryId: params.id }),
  }),
];

export async function findRepositoryWithinLimit(viewer: Actor | undefined, id: number) {
  const where = { id, AND: await repositoriesWithinLimit(viewer ?? null) };
  const found = await db.repository.findFirst({ where, ...repositoryFields });
  if (!found) throw new NotFound("repository");
  return found;
}

async function visibleTag(viewer: Actor | undefined, where: { id: number; repositoryId?: number }) {
  const repository = await repositoriesWithinLimit(viewer ?? null);
  const tag = await db.tag.findFirst({ where: { ...where, repository }, ...tagFields });
  if (!tag) throw new NotFound("tag");
  return presentTag(tag);
}

type ShownTag = ReturnType<typeof presentTag>;

/** Groups neighbours with the same digest. */
async function* groupsOf(tags: AsyncIterable<ShownTag>): AsyncGenerator<ShownTag[]> {
  let group: ShownTag[] = [];
  for await (const tag of tags) {
    if (group[0] && group[0].digest !== tag.digest) {
      yield group;
      group = [];
    }
    group.push(tag);
  }
  if (group.length > 0) yield group;
}
