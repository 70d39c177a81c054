import type { Actor } from "../../identity/actor/actor.ts";
import { Prisma } from "../../platform/db/client.ts";

/** The same rule as repositoriesVisibleTo(), as a condition on rows `repositories` joined with `namespaces`. */
export function repositoryVisibleTo(actor: Actor | null): Prisma.Sql {
  if (actor?.admin) return Prisma.sql`TRUE`;
  if (!actor)
    return Prisma.sql`(namespaces.visibility = 'public'
      AND (repositories.visibility IS NULL OR repositories.visibility = 'public'))`;
  return Prisma.sql`(${memberOf(actor)}
    OR EXISTS (SELECT 1 FROM repository_memberships AS own
      WHERE own.repository_id = repositories.id AND own.user_id = ${actor.id})
    OR (namespaces.visibility <> 'private'
      AND (repositories.visibility IS NULL OR repositories.visibility <> 'private')))`;
}

/** The same rule as visibleTo() has for namespaces, as a condition on rows `namespaces`. */
export function namespaceVisibleTo(actor: Actor | null): Prisma.Sql {
  if (actor?.admin) return Prisma.sql`TRUE`;
  if (!actor) return Prisma.sql`namespaces.visibility = 'public'`;
  return Prisma.sql`(namespaces.visibility <> 'private' OR ${memberOf(actor)})`;
}

/** Whether they belong to the team of rows `namespaces`. */
export function memberOf({ id }: Actor): Prisma.Sql {
  return Prisma.sql`EXISTS (SELECT 1 FROM memberships
    WHERE memberships.team_id = namespaces.team_id AND memberships.user_id = ${id})`;
}
