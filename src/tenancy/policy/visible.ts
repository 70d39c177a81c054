import type { Actor } from "../../identity/actor/actor.ts";
import { db, Prisma } from "../../platform/db/client.ts";
import { keptCounts } from "../../platform/db/kept-counts.ts";
import { coveredBy } from "../../platform/db/patterns.ts";
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

/** The same as visibleTo(). Looking up the actor's teams first saves a join for each namespace. */
export async function namespacesVisibleTo(actor: Actor): Promise<Prisma.NamespaceWhereInput> {
  if (actor.admin) return {};
  const where = { userId: actor.id };
  const teams = await db.membership.findMany({ where, select: { teamId: true } });
  const own = { teamId: { in: teams.map(({ teamId }) => teamId) } };
  return { OR: [{ visibility: { in: ["public", "protected"] } }, own] };
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
    SELECT id FROM repositories WHERE ${coveredBy(Prisma.sql`full_name`, names.patterns)} ORDER BY id LIMIT ${maxMatches + 1}`;
  if (found.length > maxMatches)
    throw new Invalid({
      form: `The patterns of this application token match more than ${maxMatches} repositories, too many for one list. Ask for repositories by name, or use a token with narrower patterns or none.`,
    });
  return { AND: [visible, { id: { in: found.map(({ id }) => id) } }] };
}

/**
 * How many repositories match the condition that repositoriesWithinLimit() returned. Those that anyone signed in may see
 * are counted by their namespaces, and only the others of an actor one by one.
 */
export async function countWithinLimit(
  actor: Actor | null,
  where: Prisma.RepositoryWhereInput,
): Promise<number> {
  if (!actor || actor.limit) return db.repository.count({ where });
  if (actor.admin) return Number((await keptCounts()).repositories);
  const [row] = await db.$queryRaw<{ count: number }[]>`
    SELECT (
      (SELECT count(*) FROM namespaces JOIN repositories ON namespace_id = namespaces.id
        WHERE ${isOpen})
      - (SELECT count(*) FROM namespaces JOIN repositories ON namespace_id = namespaces.id
        WHERE ${isOpen} AND repositories.visibility = 'private')
      + (SELECT count(*) FROM (${closedRepositoriesOf(actor)}) AS others)
    )::int AS count`;
  return row?.count ?? 0;
}

const isOpen = Prisma.sql`namespaces.visibility IN ('protected', 'public')`;

/** SQL: the ids of the repositories that an actor sees only as a member of them or of their namespace's team. */
export function closedRepositoriesOf({ id }: Actor): Prisma.Sql {
  return Prisma.sql`
    SELECT repositories.id FROM memberships JOIN namespaces USING (team_id)
      JOIN repositories ON namespace_id = namespaces.id
    WHERE memberships.user_id = ${id} AND NOT ${isOpenRepository}
    UNION SELECT repositories.id FROM repository_memberships AS own
      JOIN repositories ON repositories.id = own.repository_id
      JOIN namespaces ON namespaces.id = namespace_id
    WHERE own.user_id = ${id} AND NOT ${isOpenRepository}`;
}

/** Whether anyone signed in may see rows `repositories` joined with `namespaces`. */
export const isOpenRepository = Prisma.sql`(${isOpen}
  AND (repositories.visibility IS NULL OR repositories.visibility <> 'private'))`;

/** The same as repositoriesVisibleTo(), in SQL on rows `repositories` joined with `namespaces`. */
export function repositoryVisibleTo(actor: Actor | null): Prisma.Sql {
  if (actor?.admin) return Prisma.sql`TRUE`;
  if (!actor)
    return Prisma.sql`(namespaces.visibility = 'public'
      AND (repositories.visibility IS NULL OR repositories.visibility = 'public'))`;
  return Prisma.sql`(${memberOfRepository(actor)} OR ${isOpenRepository})`;
}

/** The same as visibleTo(), in SQL on rows `namespaces`. */
export function namespaceVisibleTo(actor: Actor | null): Prisma.Sql {
  if (actor?.admin) return Prisma.sql`TRUE`;
  if (!actor) return Prisma.sql`namespaces.visibility = 'public'`;
  return Prisma.sql`(${isOpen} OR ${memberOf(actor)})`;
}

/** Whether an actor is a member of the team of rows `namespaces`. */
export function memberOf({ id }: Actor): Prisma.Sql {
  return Prisma.sql`EXISTS (SELECT 1 FROM memberships
    WHERE memberships.team_id = namespaces.team_id AND memberships.user_id = ${id})`;
}

/** Whether an actor is a member of rows `repositories`, or of the team of their `namespaces`. */
export function memberOfRepository(actor: Actor): Prisma.Sql {
  return Prisma.sql`(${memberOf(actor)}
    OR EXISTS (SELECT 1 FROM repository_memberships AS own
      WHERE own.repository_id = repositories.id AND own.user_id = ${actor.id}))`;
}
