import type { Entry } from "../../history/sentences.ts";
import type { Actor } from "../../identity/actor/actor.ts";
import { db, Prisma } from "../../platform/db/client.ts";
import { fetchPage, type Page, type PageRequest, pastSql } from "../../platform/db/keyset.ts";
import { entriesVisibleTo, sourceVisibleTo } from "../../tenancy/policy/visible-entries.ts";
import { type Filters, matching } from "./filters.ts";

/** The activity that the actor may see, newest first. Ids of deleted things are null. */
export async function visibleActivities(
  actor: Actor,
  request: PageRequest,
  { size = 50, ...filters }: Filters & { size?: number } = {},
): Promise<Page<Entry>> {
  return fetchPage(request, {
    size,
    find: (place, take) => findActivities(actor, { ...filters, ...place, take }),
    position: ({ at, id }) => ({ at, id: Number(id) }),
  });
}

/** The entries past a position, the nearest first. */
export async function findActivities(
  actor: Actor,
  { older, newer, take, ...filters }: Filters & PageRequest & { take: number },
): Promise<Entry[]> {
  return db.$queryRaw<Entry[]>`
    SELECT activities.id, activities.at, activities.key, activities.actor_id AS "actorId",
      activities.actor_name AS "actorName", activities.registry_id AS "registryId",
      activities.team_id AS "teamId", activities.namespace_id AS "namespaceId",
      repositories.id AS "repositoryId", activities.subject, activities.details,
      coalesce(activities.credential = 'registry', FALSE) AS reported,
      CASE WHEN ${sourceVisibleTo(actor)} THEN activities.credential END AS credential,
      CASE WHEN ${sourceVisibleTo(actor)} THEN activities.address END AS address,
      CASE WHEN ${sourceVisibleTo(actor)} THEN ${tokenName} END AS "tokenName",
      registries.hostname, namespaces.id AS "namespaceNow", teams.id AS "teamNow",
      actors.username AS "actorNow"
    FROM activities
      LEFT JOIN namespaces ON namespaces.id = activities.namespace_id
      LEFT JOIN repositories ON repositories.id = activities.repository_id
      LEFT JOIN registries ON registries.id = namespaces.registry_id
      LEFT JOIN teams ON teams.id = activities.team_id AND NOT teams.hidden
      LEFT JOIN users AS actors ON actors.id = activities.actor_id
    WHERE ${entriesVisibleTo(actor)} AND ${matching(filters)} AND ${pastSql.byId({ older, newer }, Prisma.sql`activities.id`)}
    ORDER BY ${order(filters, newer)} LIMIT ${take}`;
}

/**
 * Entries of one key are read from the index on keys. If they were only sorted by id, Postgres would expect to find them
 * soon among all entries, and read everything that happened since the last of them.
 */
function order({ key }: Filters, newer: PageRequest["newer"]): Prisma.Sql {
  const [byKey, byId] = newer
    ? [Prisma.sql`activities.key DESC`, Prisma.sql`activities.id ASC`]
    : [Prisma.sql`activities.key ASC`, Prisma.sql`activities.id DESC`];
  return key ? Prisma.join([byKey, byId]) : byId;
}

/** The name of the application token with which the change was made. */
const tokenName = Prisma.sql`(SELECT name FROM application_tokens
  WHERE id = substring(activities.credential FROM '^application_token:(\\d{1,9})$')::int)`;

/** Whether a person has ever pushed an image here. */
export async function hasPushed(actor: Actor): Promise<boolean> {
  const push = { actorId: actor.id, key: "repository.push" };
  return (await db.activity.findFirst({ where: push, select: { id: true } })) !== null;
}
