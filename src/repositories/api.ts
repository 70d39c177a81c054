import type { Request } from "express";
import { z } from "zod";
import { db, Prisma } from "../db/client.ts";
import { NotFound } from "../errors.ts";
import { endpoint, IdParams, PageQuery, pageHeaders, slice, sorted } from "../web/api.ts";
import {
  presentRepository,
  presentTag,
  RepositoryEntity,
  shown,
  TagEntity,
  tagged,
} from "./present.ts";
import { referrerTag } from "./referrers.ts";
import { repositoriesWithinLimit } from "./visible.ts";

const TagParams = IdParams.extend({ tag_id: IdParams.shape.id });

const RepositoriesQuery = PageQuery.extend({
  sort_attr: z.enum(["id", "name", "created_at", "updated_at", "pushed_at"]).default("id"),
});

export const endpoints = [
  endpoint("get", "/repositories", {
    summary: "The repositories that you may pull from, page by page",
    limited: true,
    query: RepositoriesQuery,
    answer: z.array(RepositoryEntity),
    run: async ({ req, res, query }) => {
      const where = await repositoriesWithinLimit(req.user ?? null);
      const [rows, total] = await Promise.all([
        db.repository.findMany({ where, ...shown, ...slice(query), orderBy: sorted(query) }),
        db.repository.count({ where }),
      ]);
      pageHeaders(req, res, query, total);
      return rows.map(presentRepository);
    },
  }),

  endpoint("get", "/repositories/:id", {
    summary: "One repository",
    limited: true,
    params: IdParams,
    answer: RepositoryEntity,
    run: async ({ req, params }) => presentRepository(await visibleRepository(req, params.id)),
  }),

  endpoint("get", "/repositories/:id/tags", {
    summary: "The tags of a repository, page by page",
    limited: true,
    params: IdParams,
    query: PageQuery,
    answer: z.array(TagEntity),
    run: async ({ req, res, params, query }) => {
      const { id, tagsCount } = await visibleRepository(req, params.id);
      const tags = await findTags(id, { ...slice(query), order: query.sort_order });
      pageHeaders(req, res, query, tagsCount);
      return tags.map(presentTag);
    },
  }),

  endpoint("get", "/repositories/:id/tags/grouped", {
    summary: "The tags of a repository, those of one digest together; 1000 tags at most",
    limited: true,
    params: IdParams,
    answer: z.array(z.array(TagEntity)),
    run: async ({ req, params }) => {
      const { id } = await visibleRepository(req, params.id);
      const tags = await findTags(id, { skip: 0, take: 1000, order: "asc" });
      const groups = new Map<string, ReturnType<typeof presentTag>[]>();
      for (const tag of tags.map(presentTag))
        groups.set(tag.digest, [...(groups.get(tag.digest) ?? []), tag]);
      return [...groups.values()];
    },
  }),

  endpoint("get", "/repositories/:id/tags/:tag_id", {
    summary: "One tag of a repository",
    limited: true,
    params: TagParams,
    answer: TagEntity,
    run: async ({ req, params }) => {
      const { id } = await visibleRepository(req, params.id);
      const tag = await db.tag.findFirst({
        where: { id: params.tag_id, repositoryId: id },
        ...tagged,
      });
      if (!tag) throw new NotFound("tag");
      return presentTag(tag);
    },
  }),
];

async function visibleRepository(req: Request, id: number) {
  const where = { id, AND: await repositoriesWithinLimit(req.user ?? null) };
  const found = await db.repository.findFirst({ where, ...shown });
  if (!found) throw new NotFound("repository");
  return found;
}

interface Window {
  skip: number;
  take: number;
  order: "asc" | "desc";
}

/** Tags by id; signatures and their like are no tags. */
async function findTags(repositoryId: number, { skip, take, order }: Window) {
  const direction = order === "asc" ? Prisma.sql`ASC` : Prisma.sql`DESC`;
  const ids = await db.$queryRaw<{ id: number }[]>`
    SELECT id FROM tags WHERE repository_id = ${repositoryId} AND name !~ ${referrerTag.source}
    ORDER BY id ${direction} OFFSET ${skip} LIMIT ${take}`;
  const where = { id: { in: ids.map(({ id }) => id) } };
  return db.tag.findMany({ where, ...tagged, orderBy: { id: order } });
}
