import type { Actor } from "../../identity/actor/actor.ts";
import { db, Prisma } from "../../platform/db/client.ts";
import { Invalid } from "../../platform/errors.ts";

// Who may see what, as conditions of queries: the rule that judge() in policy.ts applies to "pull". One test compares
// all of these forms with judge(), over every combination of visibilities, roles and tokens.

/** The namespaces that an actor may see. */
export function visibleTo(actor: Actor | null): Prisma.NamespaceWhereInput {
  if (!actor) return { visibility: "public" };
  if (actor.admin) return {};
  return {
    OR: [
      { visibility: { in: ["public", "protected"] } },
      { team: { memberships: { some: { userId: actor.id } } } },
    ],
  };
}

/** The repositories that an actor may see, whatever the actor's token is limited to. */
export function repositoriesVisibleTo(actor: Actor | null): Prisma.RepositoryWhereInput {
  const open: Prisma.RepositoryWhereInput = { visibility: null };
  if (!actor) return { namespace: visibleTo(null), OR: [open, { visibility: "public" }] };
  if (actor.admin) return {};

  const team = { team: { memberships: { some: { userId: actor.id } } } };
  return {
    OR: [
      { namespace: team },
      { members: { some: { userId: actor.id } } },
      {
        namespace: { visibility: { in: ["public", "protected"] } },
        OR: [open, { visibility: { in: ["public", "protected"] } }],
      },
    ],
  };
}

const maxMatches = 30_000; // ids that one statement can name

/** The repositories that an actor may see within the limits of the actor's token. */
export async function repositoriesWithinLimit(
  actor: Actor | null,
): Promise<Prisma.RepositoryWhereInput> {
  const visible = repositoriesVisibleTo(actor);
  if (!actor?.limit) return visible;
  const { names, actions } = actor.limit;
  if (actions && !actions.includes("pull")) return { id: { in: [] } };
  if (!names) return visible;

  const found = await db.$queryRaw<{ id: number }[]>`
    SELECT id FROM repositories WHERE full_name ~ ${names.source} ORDER BY id LIMIT ${maxMatches + 1}`;
  if (found.length > maxMatches)
    throw new Invalid({
      form: `The patterns of this application token match more than ${maxMatches} repositories, too many for one list. Ask for repositories by name, or use a token with narrower patterns or none.`,
    });
  return { AND: [visible, { id: { in: found.map(({ id }) => id) } }] };
}

/** The same as repositoriesVisibleTo(), in SQL on rows `repositories` joined with `namespaces`. */
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

/** The same as visibleTo(), in SQL on rows `namespaces`. */
export function namespaceVisibleTo(actor: Actor | null): Prisma.Sql {
  if (actor?.admin) return Prisma.sql`TRUE`;
  if (!actor) return Prisma.sql`namespaces.visibility = 'public'`;
  return Prisma.sql`(namespaces.visibility <> 'private' OR ${memberOf(actor)})`;
}

/** Whether an actor is a member of the team of rows `namespaces`. */
export function memberOf({ id }: Actor): Prisma.Sql {
  return Prisma.sql`EXISTS (SELECT 1 FROM memberships
    WHERE memberships.team_id = namespaces.team_id AND memberships.user_id = ${id})`;
}
