import type { Actor } from "../../identity/actor/actor.ts";
import { config } from "../../platform/config/config.ts";
import { db, Prisma } from "../../platform/db/client.ts";
import { fetchPage, type Page, type PageRequest, pastSql } from "../../platform/db/keyset.ts";
import type { Located } from "../../platform/reference.ts";
import { isOrdinary } from "../../registry/client/referrers.ts";
import { canDeleteImages } from "../../tenancy/policy/deletion.ts";
import type { Guarded } from "../../tenancy/policy/policy.ts";
import { repositoryVisibleTo } from "../../tenancy/policy/visible.ts";
import { isUnused } from "../repositories/tags/unused.ts";
import { bytesFreed } from "../sizes/freed.ts";

interface Found {
  id: number;
  repositoryId: number;
  digest: string;
  tags: string[]; // the first of them
  tagsCount: number;
  pushedAt: Date;
  pulledAt: Date | null;
  usedAt: Date; // the later of both
}

export interface StaleImage extends Found, Located {
  /** Bytes that deleting only this image would free; null: not known yet. */
  freed: bigint | null;
  canDelete: boolean;
}

interface StaleFilter {
  namespace: { id: number } | null; // null: all of them
  days: number;
}

export async function staleImages(
  actor: Actor,
  filter: StaleFilter,
  request: PageRequest,
): Promise<Page<StaleImage>> {
  const page = await fetchPage(request, {
    size: 25,
    find: (at, take) => find(actor, filter, { at, take }),
    position: ({ usedAt, id }) => ({ at: usedAt, id }),
  });
  const [freed, repositories] = await Promise.all([
    bytesFreed(page.rows.map(({ id }) => id)),
    repositoriesOf(page.rows.map(({ repositoryId }) => repositoryId)),
  ]);
  const rows = page.rows.flatMap((row) => {
    const repository = repositories.get(row.repositoryId);
    if (!repository) return []; // deleted in the meantime
    const { guarded, ...place } = repository;
    const canDelete = canDeleteImages(actor, guarded, config.rules);
    return [{ ...row, ...place, freed: freed.get(row.id) ?? null, canDelete }];
  });
  return { ...page, rows };
}

/**
 * Within a namespace the rows are sorted by an expression that has no index, because the index on the last use would scan
 * the images of every namespace. Their tags and parts are looked up in that order, until the page is full.
 */
function find(
  actor: Actor,
  { namespace, days }: StaleFilter,
  { at, take }: { at: PageRequest; take: number },
): Promise<Found[]> {
  const used = Prisma.sql`GREATEST(manifests.pushed_at, manifests.pulled_at)`;
  const key = namespace ? Prisma.sql`${used} + interval '0'` : used;
  const direction = at.newer ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  const sortedFirst = namespace
    ? Prisma.sql`ORDER BY sort_key ${direction}, manifests.id ${direction} OFFSET 0`
    : Prisma.empty; // else Postgres would sort all images instead of reading the index until the page is full
  const within = namespace
    ? Prisma.sql`repositories.namespace_id = ${namespace.id}`
    : Prisma.sql`TRUE`;
  const since = new Date(Date.now() - days * 86_400_000);
  return db.$queryRaw<Found[]>`
    WITH stale AS (
      SELECT id, digest, repository_id, pushed_at, pulled_at, used_at FROM (
        SELECT manifests.id, manifests.digest, manifests.repository_id, manifests.config_digest,
          manifests.pushed_at, manifests.pulled_at, ${used} AS used_at, ${key} AS sort_key
        FROM manifests
        JOIN repositories ON repositories.id = manifests.repository_id
        JOIN namespaces ON namespaces.id = repositories.namespace_id
        WHERE ${key} < ${since} AND ${within} AND ${repositoryVisibleTo(actor)}
          AND ${pastSql.oldestFirst(at, key, Prisma.sql`manifests.id`)}
        ${sortedFirst}
      ) AS manifests
      WHERE ${isTagged} AND ${isUnused(since)}
      ORDER BY sort_key ${direction}, id ${direction} LIMIT ${take}
    )
    SELECT stale.id, stale.repository_id AS "repositoryId", digest,
      pushed_at AS "pushedAt", pulled_at AS "pulledAt", used_at AS "usedAt",
      labels.names AS tags, labels.count AS "tagsCount"
    FROM stale CROSS JOIN LATERAL (
      SELECT count(*)::int AS count, (array_agg(name ORDER BY pushed_at DESC, id DESC))[1:5] AS names
      FROM tags WHERE manifest_id = stale.id AND ${isOrdinary("tags")}
    ) AS labels
    ORDER BY used_at ${direction}, stale.id ${direction}`;
}

/** An untagged manifest is part of an index, an attachment, or left to the registry's garbage collection. */
const isTagged = Prisma.sql`EXISTS (
  SELECT FROM tags WHERE tags.manifest_id = manifests.id AND ${isOrdinary("tags")})`;

type Repository = Located & { guarded: Guarded };

async function repositoriesOf(ids: number[]): Promise<Map<number, Repository>> {
  const roles = { select: { userId: true, role: true } } as const;
  const place = { kind: true, visibility: true, registry: { select: { hostname: true } } } as const;
  const found = await db.repository.findMany({
    where: { id: { in: ids } },
    select: {
      id: true,
      fullName: true,
      visibility: true,
      members: roles,
      namespace: { select: { ...place, team: { select: { memberships: roles } } } },
    },
  });
  return new Map(
    found.map(({ id, namespace: { team, registry, ...namespace }, ...repository }) => {
      const guarded = { ...namespace, members: team.memberships, repository };
      return [id, { fullName: repository.fullName, namespace: { registry }, guarded }];
    }),
  );
}
