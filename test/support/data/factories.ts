import { hash } from "@node-rs/argon2";
import type { Actor } from "../../../src/identity/actor/actor.ts";
import type { ActorAudit } from "../../../src/identity/actor/audit.ts";
import {
  db,
  type Namespace,
  type Registry,
  type Role,
  type Team,
  type User,
} from "../../../src/platform/db/client.ts";
import { createHiddenTeam } from "../../../src/tenancy/teams/teams.ts";

export const password = "correct horse battery";
let made = 0;
let passwordHash: string | undefined;

/** A unique, readable name. */
export function unique(stem: string): string {
  made += 1;
  return `${stem}${made}`;
}

export async function makeUser(given: Partial<User> = {}): Promise<User> {
  const username = given.username ?? unique("user");
  passwordHash ??= await hash(password, { memoryCost: 1024, timeCost: 1, parallelism: 1 });
  const email = `${username}@example.org`;
  const emailConfirmedAt = new Date();
  return db.user.create({ data: { username, email, emailConfirmedAt, passwordHash, ...given } });
}

export function actorOf(user: User): Actor {
  const { id, username, displayName, admin, robot } = user;
  return { id, username, displayName, admin, robot };
}

/** The audit context of a person who is signed in to the pages. */
export function by(actor: Actor): ActorAudit {
  return { actor, credential: "session", address: "192.0.2.1" };
}

export async function makeRegistry(given: Partial<Registry> = {}): Promise<Registry> {
  const hostname = given.hostname ?? "registry.test.lan:5000";
  const data = { name: hostname, url: "http://127.0.0.1:1", ...given, hostname };
  return db.registry.upsert({ where: { hostname }, create: data, update: {} });
}

type Members = Partial<Record<`${Role}s`, User[]>>;

export async function makeTeam(members: Members = {}, given: Partial<Team> = {}): Promise<Team> {
  const memberships = Object.entries(members).flatMap(([role, users]) =>
    users.map((user) => ({ userId: user.id, role: role.slice(0, -1) as Role })),
  );
  return db.team.create({
    data: { name: unique("team"), ...given, memberships: { create: memberships } },
  });
}

export async function makeNamespace(
  given: Partial<Namespace> & { team?: Team } = {},
): Promise<Namespace> {
  const { team, ...rest } = given;
  const teamId = rest.teamId ?? (team ?? (await makeTeam())).id;
  const registryId = rest.registryId ?? (await makeRegistry()).id;
  return db.namespace.create({
    data: {
      name: unique("ns"),
      kind: "team",
      visibility: "private",
      ...rest,
      teamId,
      registryId,
    },
  });
}

/** A person with their personal namespace, as after a sign-up. */
export async function makePerson(given: Partial<User> = {}) {
  const user = await makeUser(given);
  const team = await db.$transaction((tx) =>
    createHiddenTeam(tx, `personal/${user.username}`, [user.id]),
  );
  const namespace = await makeNamespace({
    name: user.username,
    kind: "personal",
    ownerId: user.id,
    team,
  });
  return { user, namespace };
}
