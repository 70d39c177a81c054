import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { Actor } from "../../../src/identity/actor/actor.ts";
import { limitOf } from "../../../src/identity/actor/limits.ts";
import type { Rules } from "../../../src/platform/config/config.ts";
import { db, type Role, type User, type Visibility } from "../../../src/platform/db/client.ts";
import { type Guarded, judge } from "../../../src/tenancy/policy/policy.ts";
import {
  countWithinLimit,
  namespacesVisibleTo,
  namespaceVisibleTo,
  repositoriesVisibleTo,
  repositoriesWithinLimit,
  repositoryVisibleTo,
  visibleTo,
} from "../../../src/tenancy/policy/visible.ts";
import {
  actorOf,
  makeNamespace,
  makeRegistry,
  makeTeam,
  makeUser,
} from "../../support/data/factories.ts";
import { useDatabase } from "../../support/database.ts";

// One database with every combination of a namespace's kind and visibility, a repository's own visibility, a role in the
// team and a role in the repository; each actor with each limit of a token. The pure rule and all its forms in queries
// must give the same set.

await useDatabase();

const roles: (Role | null)[] = [null, "viewer", "contributor", "owner"];
const visibilities: Visibility[] = ["private", "protected", "public"];
const rules: Rules = {
  pushPolicy: "allow-teams",
  deleteEnabled: true,
  deleteByContributors: false,
} as Rules; // "pull" reads none of them

const people: { user: User; team: Role | null; repository: Role | null }[] = [];
const actors = new Map<string, Actor | null>([["nobody", null]]);
const namespaces: { id: number; guarded: Guarded }[] = [];
const repositories: { id: number; guarded: Guarded }[] = [];

before(async () => {
  for (const team of roles)
    for (const repository of roles) people.push({ user: await makeUser(), team, repository });
  for (const { user, team, repository } of people)
    actors.set(
      `${team ?? "no"} in the team, ${repository ?? "no"} in the repository`,
      actorOf(user),
    );
  actors.set("an admin", actorOf(await makeUser({ admin: true })));
  actors.set("a robot", actorOf(await makeUser({ robot: true })));

  const withRole = (role: Role) => people.filter((it) => it.team === role).map(({ user }) => user);
  const team = await makeTeam({
    viewers: withRole("viewer"),
    contributors: withRole("contributor"),
    owners: withRole("owner"),
  });
  for (const kind of ["team", "personal", "global"] as const)
    for (const visibility of visibilities)
      await makeAll(team, {
        kind,
        visibility,
        name: kind === "global" ? "" : `${kind}-${visibility}`,
      });
});

async function makeAll(
  team: Awaited<ReturnType<typeof makeTeam>>,
  given: Pick<Guarded, "kind" | "visibility"> & { name: string },
) {
  const registry = await makeRegistry({ hostname: `${given.kind}-${given.visibility}.lan:5000` });
  const namespace = await makeNamespace({ ...given, team, registryId: registry.id });
  const members = rolesOf("team");
  const { kind, visibility } = given;
  namespaces.push({ id: namespace.id, guarded: { kind, visibility, members } });
  for (const own of [null, ...visibilities]) {
    const name = `app-${own ?? "inherits"}`;
    const fullName = given.name ? `${given.name}/${name}` : name;
    const { id } = await db.repository.create({
      data: {
        namespaceId: namespace.id,
        name,
        fullName,
        visibility: own,
        members: { create: rolesOf("repository") },
      },
    });
    const repository = { fullName, visibility: own, members: rolesOf("repository") };
    repositories.push({ id, guarded: { kind, visibility, members, repository } });
  }
}

function rolesOf(place: "team" | "repository") {
  return people.flatMap(({ user, ...it }) => {
    const role = it[place];
    return role ? [{ userId: user.id, role }] : [];
  });
}

const limits = [
  { patterns: ["team-private/*"], actions: [] },
  { patterns: ["**"], actions: ["push" as const] },
  { patterns: ["app-*", "personal-public/app-public"], actions: ["pull" as const] },
];

/** The actor with their password, and with a token of each limit. */
function tokensOf(actor: Actor | null): (Actor | null)[] {
  if (!actor) return [null];
  const limited = limits.map((it) => ({ ...actor, limit: limitOf(it) }) as Actor);
  return [actor, ...limited];
}

const expected = (actor: Actor | null, things: typeof repositories) =>
  things
    .filter(({ guarded }) => judge(actor, guarded, "pull", rules).allowed)
    .map(({ id }) => id)
    .sort((one, other) => one - other);

const ids = (rows: { id: number }[]) => rows.map(({ id }) => id);
const byId = { select: { id: true }, orderBy: { id: "asc" } } as const;

test("queries find exactly the repositories that the policy lets an actor pull, for every actor and token", async () => {
  const counts = new Set<number>();
  for (const [name, actor] of actors)
    for (const token of tokensOf(actor)) {
      const where = await repositoriesWithinLimit(token);
      const found = await db.repository.findMany({ where, ...byId });
      assert.deepEqual(
        ids(found),
        expected(token, repositories),
        `${name}, limited: ${token?.limit}`,
      );
      assert.equal(await countWithinLimit(token, where), found.length, name);
      counts.add(found.length);
    }
  assert.ok(counts.size > 6, "the actors differ in what they see");
});

test("the condition in SQL finds the same repositories as the condition of Prisma", async () => {
  for (const [name, actor] of actors) {
    const sql = await db.$queryRaw<{ id: number }[]>`
      SELECT repositories.id FROM repositories JOIN namespaces ON namespaces.id = namespace_id
      WHERE ${repositoryVisibleTo(actor)} ORDER BY repositories.id`;
    const prisma = await db.repository.findMany({ where: repositoriesVisibleTo(actor), ...byId });

    assert.deepEqual(ids(sql), expected(actor, repositories), name);
    assert.deepEqual(ids(prisma), ids(sql), name);
  }
});

test("queries find exactly the namespaces that the policy lets an actor pull from", async () => {
  for (const [name, actor] of actors) {
    const sql = await db.$queryRaw<{ id: number }[]>`
      SELECT id FROM namespaces WHERE ${namespaceVisibleTo(actor)} ORDER BY id`;
    const prisma = await db.namespace.findMany({ where: visibleTo(actor), ...byId });

    assert.deepEqual(ids(sql), expected(actor, namespaces), name);
    assert.deepEqual(ids(prisma), ids(sql), name);
    if (!actor) continue;
    const listed = await db.namespace.findMany({
      where: await namespacesVisibleTo(actor),
      ...byId,
    });
    assert.deepEqual(ids(listed), ids(sql), name);
  }
});

test("a token whose patterns match too many repositories for one list gets an error instead of a shorter list", async () => {
  const { id: namespaceId } = namespaces[0] ?? { id: 0 };
  await db.$executeRaw`INSERT INTO repositories (namespace_id, name, full_name, updated_at)
    SELECT ${namespaceId}, 'many/' || n, 'team-private/many/' || n, now() FROM generate_series(1, 30001) AS n`;
  const limit = limitOf({ patterns: ["team-private/many/**"], actions: [] });
  const actor = { ...actorOf(await makeUser({ admin: true })), limit } as Actor;

  await assert.rejects(repositoriesWithinLimit(actor), /match more than 30000 repositories/);
});
