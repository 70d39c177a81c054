import { createHash } from "node:crypto";
import { config } from "../../../src/platform/config/config.ts";
import {
  db,
  type Manifest,
  type Namespace,
  type Repository,
  type Tag,
} from "../../../src/platform/db/client.ts";
import type { Located } from "../../../src/platform/reference.ts";
import { makeNamespace, unique } from "./factories.ts";

export const digestOf = (text: string) =>
  `sha256:${createHash("sha256").update(text).digest("hex")}`;

export type MadeRepository = Repository & Located;

/** The names from which the paths of a repository are made, in the registry of the environment. */
export const located = (fullName: string): Located => ({
  fullName,
  namespace: { registry: { hostname: config.registry.host } },
});

export async function makeRepository(
  given: Partial<Repository> & { namespace?: Namespace } = {},
): Promise<MadeRepository> {
  const { namespace = await makeNamespace(), ...rest } = given;
  const name = rest.name ?? unique("app");
  const fullName = namespace.name ? `${namespace.name}/${name}` : name;
  return db.repository.create({
    data: { namespaceId: namespace.id, fullName, ...rest, name },
    include: { namespace: { select: { registry: { select: { hostname: true } } } } },
  });
}

export async function makeManifest(
  repository: Repository,
  given: Partial<Omit<Manifest, "config" | "omitted" | "payload" | "annotations">> = {},
): Promise<Manifest> {
  const mediaType = "application/vnd.oci.image.manifest.v1+json";
  const digest = digestOf(unique("manifest"));
  const pushedAt = new Date("2026-01-01T00:00:00Z");
  const kept = { mediaType, digest, size: 500, pushedAt, readAt: pushedAt };
  return db.manifest.create({ data: { ...kept, ...given, repositoryId: repository.id } });
}

/** A tag of a manifest, pushed `minute` minutes after the start of 2026. */
export async function makeTag(
  manifest: Manifest,
  name: string,
  { minute = 0, ...given }: Partial<Tag> & { minute?: number } = {},
): Promise<Tag> {
  const pushedAt = new Date(Date.UTC(2026, 0, 1, 0, minute));
  const { repositoryId, id: manifestId } = manifest;
  return db.tag.create({
    data: {
      repositoryId,
      manifestId,
      name,
      authorName: "somebody",
      pushedBy: "somebody",
      pushedAt,
      appliedAt: pushedAt,
      ...given,
    },
  });
}

/** Adds the tags `build-1`, `build-2`, … to a manifest, all as old as the manifest. */
export async function makeTags({ id, repositoryId }: Manifest, many: number): Promise<void> {
  await db.$executeRaw`
    INSERT INTO tags (repository_id, manifest_id, name, author_name, pushed_by, pushed_at, applied_at, updated_at)
    SELECT ${repositoryId}, m.id, 'build-' || n, '', '', m.pushed_at, m.pushed_at, now()
    FROM generate_series(1, ${many}) AS n, manifests m WHERE m.id = ${id}`;
}
