import type { Actor } from "../../identity/actor/actor.ts";
import { Prisma } from "../../platform/db/client.ts";
import { namespaceVisibleTo } from "./visible.ts";

/**
 * The accounts that a person has to do with, in SQL on rows `users`: their own, those that share a team or a repository
 * with them or are members of a repository in their namespaces, and owners of namespaces that they may see. Admins have
 * to do with everyone.
 */
export function relatedTo(viewer: Actor): Prisma.Sql {
  if (viewer.admin) return Prisma.sql`TRUE`;
  const { id } = viewer;
  return Prisma.sql`users.id IN (
    SELECT ${id}::int
    UNION ALL SELECT theirs.user_id FROM memberships AS own
      JOIN memberships AS theirs USING (team_id) WHERE own.user_id = ${id}
    UNION ALL SELECT theirs.user_id FROM repository_memberships AS own
      JOIN repository_memberships AS theirs USING (repository_id) WHERE own.user_id = ${id}
    UNION ALL SELECT theirs.user_id FROM memberships AS own
      JOIN namespaces USING (team_id) JOIN repositories ON repositories.namespace_id = namespaces.id
      JOIN repository_memberships AS theirs ON theirs.repository_id = repositories.id
      WHERE own.user_id = ${id}
    UNION ALL SELECT namespaces.owner_id FROM namespaces
      WHERE namespaces.owner_id IS NOT NULL AND ${namespaceVisibleTo(viewer)})`;
}
