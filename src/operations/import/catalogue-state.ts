import type { z } from "zod";
import { db, type Registry, type Role } from "../../platform/db/client.ts";
import { Email } from "../../platform/email-address.ts";
import { nameProblem, namespaceNameFrom } from "../../registry/names.ts";
import { Username } from "../../tenancy/accounts/schemas.ts";
import { reservedAmong } from "../../tenancy/namespaces/reservations.ts";
import { TeamForm } from "../../tenancy/teams/schemas.ts";
import type { Plan } from "./plan.ts";

export type KnownUser = Awaited<ReturnType<typeof usersAmong>>[number];
export type KnownTeam = Awaited<ReturnType<typeof teamsAmong>>[number];
export type KnownNamespace = Awaited<ReturnType<typeof namespacesAmong>>[number];

/** What Portus has under the names of a plan. */
export interface State {
  users: ReadonlyMap<string, KnownUser>;
  emails: ReadonlySet<string>;
  teams: readonly KnownTeam[];
  namespaces: ReadonlyMap<string, KnownNamespace>;
  /** Names of namespaces that were deleted a short time ago. */
  reserved: ReadonlySet<string>;
}

/** Reads it with a number of queries that does not depend on how large the plan is. */
export async function stateFor(plan: Plan, registry: Registry, owner: string[]): Promise<State> {
  const usernames = valid(Username, [...plan.people.map(({ name }) => name), ...owner]);
  const emails = valid(
    Email,
    plan.people.map(({ email }) => email),
  );
  const names = [
    ...plan.namespaces.map(({ name }) => name).filter((name) => nameProblem(name) === null),
    ...usernames.flatMap((name) => namespaceNameFrom(name) ?? []),
  ];
  const [users, withEmail, teams, namespaces, reserved] = await Promise.all([
    usersAmong(usernames),
    db.user.findMany({ where: { email: { in: emails } }, select: { email: true } }),
    teamsAmong(
      valid(
        TeamForm.shape.name,
        plan.teams.map(({ name }) => name),
      ),
    ),
    namespacesAmong(registry.id, names),
    reservedAmong(
      db,
      names.map((name) => ({ registryId: registry.id, name })),
    ),
  ]);
  return {
    users: new Map(users.map((user) => [user.username, user])),
    emails: new Set(withEmail.flatMap(({ email }) => email ?? [])),
    teams,
    namespaces: new Map(namespaces.map((namespace) => [namespace.name, namespace])),
    reserved: new Set(reserved.map(({ name }) => name)),
  };
}

/** Those that the rules allow, cleaned: Postgres fails at a NUL character. */
const valid = (schema: z.ZodType<string>, given: unknown[]): string[] =>
  given.flatMap((one) => schema.safeParse(one).data ?? []);

const usersAmong = (usernames: string[]) =>
  db.user.findMany({
    where: { username: { in: usernames } },
    select: {
      id: true,
      username: true,
      email: true,
      displayName: true,
      admin: true,
      robot: true,
      disabledAt: true,
    },
  });

/** Those with these names in any case, with their members. */
const teamsAmong = (names: string[]) =>
  db.team.findMany({
    where: { name: { in: names, mode: "insensitive" } },
    select: {
      id: true,
      name: true,
      hidden: true,
      memberships: { select: { role: true, user: { select: { username: true } } } },
    },
  });

const namespacesAmong = (registryId: number, names: string[]) =>
  db.namespace.findMany({
    where: { registryId, name: { in: names } },
    select: {
      id: true,
      name: true,
      kind: true,
      visibility: true,
      team: { select: { name: true, hidden: true } },
    },
  });

/** The role that somebody has in a team; null if they have none. */
export const roleIn = (team: KnownTeam | undefined, username: string): Role | null =>
  team?.memberships.find(({ user }) => user.username === username)?.role ?? null;
