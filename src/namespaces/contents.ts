import type { Actor } from "../accounts/current.ts";
import { db } from "../db/client.ts";
import { repositoriesVisibleTo } from "./visible.ts";

/** The repositories of a namespace that the actor may know of and that were pushed to last. */
export async function latestRepositories(actor: Actor | null, { id }: { id: number }) {
  const where = { namespaceId: id, AND: repositoriesVisibleTo(actor) };
  const [latest, total] = await Promise.all([
    db.repository.findMany({
      where,
      select: { id: true, name: true, fullName: true, tagsCount: true, pushedAt: true },
      orderBy: [{ pushedAt: "desc" }, { id: "desc" }],
      take: 20,
    }),
    db.repository.count({ where }),
  ]);
  return { latest, total };
}

export interface Contents {
  repositories: number;
  tags: number;
  manifests: number;
  bytes: bigint;
}

/** What lies in namespaces: what vanishes with them. A layer that several images share is counted once. */
export async function contentsOf(namespaceIds: number[]): Promise<Contents> {
  const [counted] = await db.$queryRaw<Contents[]>`
    WITH here AS (SELECT id, tags_count FROM repositories WHERE namespace_id = ANY (${namespaceIds})),
      held AS (SELECT id FROM manifests WHERE repository_id IN (SELECT id FROM here)),
      layers AS (SELECT digest, max(size) AS size FROM manifest_layers
        WHERE manifest_id IN (SELECT id FROM held) GROUP BY digest)
    SELECT (SELECT count(*)::int FROM here) AS repositories,
      (SELECT coalesce(sum(tags_count), 0)::int FROM here) AS tags,
      (SELECT count(*)::int FROM held) AS manifests,
      (SELECT coalesce(sum(size), 0)::bigint FROM layers) AS bytes`;
  return counted ?? { repositories: 0, tags: 0, manifests: 0, bytes: 0n };
}
