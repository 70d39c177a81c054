import type { Actor } from "../../identity/actor/actor.ts";
import { db, Prisma } from "../../platform/db/client.ts";
import { splitName } from "../../registry/names.ts";
import { memberOfRepository, repositoryVisibleTo } from "../policy/visible.ts";

export interface PlaceName {
  registryId: number;
  repository: string; // the full name, which no repository need have
}

/** A place that exists, as a reader may see it. */
export interface KnownPlace {
  namespaceId: number;
  repositoryId: number | null; // null: there is no such repository yet
  visible: boolean;
  owned: boolean; // by the reader, as a whole or the repository alone
  member: boolean;
}

export const placeKey = ({ registryId, repository }: PlaceName): string =>
  `${registryId} ${repository}`;

/** The places that exist, by their key, with what a reader may see of them: the rules of judge(), in SQL. */
export async function knownPlaces(
  reader: Actor | null,
  names: readonly PlaceName[],
): Promise<Map<string, KnownPlace>> {
  if (names.length === 0) return new Map();
  const given = names.map(({ registryId, repository }) => ({
    registryId,
    repository,
    namespace: splitName(repository).namespace,
  }));
  const rows = await db.$queryRaw<(KnownPlace & PlaceName)[]>`
    SELECT given."registryId", given.repository, namespaces.id AS "namespaceId", repositories.id AS "repositoryId",
      ${repositoryVisibleTo(reader)} AS visible, ${owned(reader)} AS owned,
      ${reader ? memberOfRepository(reader) : Prisma.sql`FALSE`} AS member
    FROM jsonb_to_recordset(${JSON.stringify(given)}::jsonb)
        AS given ("registryId" int, repository text, namespace text)
      JOIN namespaces ON namespaces.registry_id = given."registryId" AND namespaces.name = given.namespace
      LEFT JOIN repositories ON repositories.namespace_id = namespaces.id AND repositories.full_name = given.repository`;
  return new Map(rows.map((row) => [placeKey(row), row]));
}

/** SQL: whether a reader owns the namespace or the repository, on rows of both. Admins own everything. */
function owned(reader: Actor | null): Prisma.Sql {
  if (!reader) return Prisma.sql`FALSE`;
  if (reader.admin) return Prisma.sql`TRUE`;
  return Prisma.sql`(EXISTS (SELECT FROM memberships WHERE memberships.team_id = namespaces.team_id
      AND memberships.user_id = ${reader.id} AND memberships.role = 'owner')
    OR EXISTS (SELECT FROM repository_memberships AS own WHERE own.repository_id = repositories.id
      AND own.user_id = ${reader.id} AND own.role = 'owner'))`;
}
