import { z } from "zod";
import type { Prisma } from "../../platform/db/client.ts";
import { strictestFirst } from "../../tenancy/policy/policy.ts";
import { kindOf } from "./kinds.ts";
import { isImmutable, patternsOf } from "./tags/immutable-patterns.ts";

const Time = z.iso.datetime();

export const RepositoryEntity = z.object({
  id: z.int(),
  name: z.string(),
  full_name: z.string(),
  created_at: Time,
  updated_at: Time,
  description: z.string(),
  visibility: z.enum(strictestFirst).nullable(), // null: its namespace's
  namespace: z.object({ id: z.int(), name: z.string() }),
  stars: z.int(),
  tags_count: z.int(),
  pulls_count: z.int(),
  pushed_at: Time,
  pulled_at: Time.nullable(),
});

export const TagEntity = z.object({
  id: z.int(),
  name: z.string(),
  author: z.object({ id: z.int().nullable(), name: z.string() }),
  digest: z.string(),
  image_id: z.string(),
  created_at: Time,
  updated_at: Time,
  size: z.int().nullable(),
  scanned: z.int(),
  vulnerabilities: z.null(),
  media_type: z.string(),
  kind: z.string(), // image, index, chart, artifact, …
  platform: z.string().nullable(),
  pushed_by: z.string(),
  unproven_pusher: z.boolean(), // the push event named somebody who may not push: pushed_by is empty
  immutable: z.boolean(),
  pulled_at: Time.nullable(),
});

export const repositoryFields = {
  include: {
    namespace: { select: { id: true, name: true, registry: { select: { hostname: true } } } },
  },
} satisfies Prisma.RepositoryFindManyArgs;

type PresentedRepository = Prisma.RepositoryGetPayload<typeof repositoryFields> & {
  stars: number;
};

export const tagFields = {
  include: {
    manifest: { omit: { payload: true, config: true } },
    repository: {
      select: { immutableTags: true, namespace: { select: { immutableTags: true } } },
    },
  },
} satisfies Prisma.TagFindManyArgs;

export function presentRepository(repository: PresentedRepository) {
  const { id, name, registry } = repository.namespace;
  return {
    id: repository.id,
    name: repository.name,
    full_name: repository.fullName,
    created_at: repository.createdAt,
    updated_at: repository.updatedAt,
    description: repository.description,
    visibility: repository.visibility,
    namespace: { id, name: name || registry.hostname },
    stars: repository.stars,
    tags_count: repository.tagsCount,
    pulls_count: Number(repository.pullsCount),
    pushed_at: repository.pushedAt,
    pulled_at: repository.pulledAt,
  };
}

export function presentTag(tag: Prisma.TagGetPayload<typeof tagFields>) {
  const { manifest } = tag;
  return {
    id: tag.id,
    name: tag.name,
    author: { id: tag.authorId, name: tag.authorName },
    digest: manifest.digest,
    image_id: manifest.configDigest?.replace(/^sha256:/, "") ?? "",
    created_at: tag.createdAt,
    updated_at: tag.updatedAt,
    size: manifest.totalSize === null ? null : Number(manifest.totalSize),
    scanned: 0,
    vulnerabilities: null,
    media_type: manifest.mediaType,
    kind: kindOf(manifest).name,
    platform: manifest.platform,
    pushed_by: tag.pushedBy,
    unproven_pusher: tag.unproven,
    immutable: isImmutable(patternsOf(tag.repository), tag.name),
    pulled_at: manifest.pulledAt,
  };
}
