import assert from "node:assert/strict";
import { test } from "node:test";
import { config } from "../../src/config.ts";
import { db, transaction, type User } from "../../src/db/client.ts";
import {
  changeVisibility,
  describeNamespace,
  transferNamespace,
} from "../../src/namespaces/change.ts";
import { createNamespace, whyNot } from "../../src/namespaces/create.ts";
import { findNamespace, visibleNamespaces } from "../../src/namespaces/list.ts";
import { nameProblem } from "../../src/namespaces/names.ts";
import { createPersonalNamespace } from "../../src/namespaces/namespaces.ts";
import { ifTransferred, ifVisible } from "../../src/namespaces/preview.ts";
import { patience, reservedUntil, reserveName } from "../../src/namespaces/reservations.ts";
import { findTeam } from "../../src/teams/visible.ts";
import { useDatabase } from "../support/database.ts";
import {
  actorOf,
  makeNamespace,
  makePerson,
  makeRegistry,
  makeTeam,
  makeUser,
  unique,
} from "../support/factories.ts";

await useDatabase();
const registry = await makeRegistry();

const draft = (name: string, team: string) => ({
  name,
  team,
  registry: undefined,
  visibility: "private" as const,
  description: "",
});
const fresh = (id: number) => db.namespace.findUniqueOrThrow({ where: { id } });
const find = (user: User, { id }: { id: number }) => findNamespace(actorOf(user), id);

for (const name of ["a", "1", "1.0", "r2d2", "thingie", "is_valid"])
  test(`NAM-001: ${name} is a good name`, () => assert.equal(nameProblem(name), null));

for (const name of ["-a", "&a", "_invalid", "R2D2", "also_invalid_", "", "a/b", "x".repeat(256)])
  test(`NAM-001: “${name.slice(0, 20)}” is refused with a sentence`, () =>
    assert.match(nameProblem(name) ?? "", /\.$/));

for (const name of ["a__b", "a--b", "a---b"])
  test(`NAM-002: ${name} is a good name, as registries have it`, () =>
    assert.equal(nameProblem(name), null));

test("NAM-002: a backslash is in no name", () => assert.notEqual(nameProblem("a\\b"), null));

test("NSP-021: a contributor creates a namespace, private; history says who", async () => {
  const carl = await makeUser();
  const team = await makeTeam({ contributors: [carl] });
  const name = unique("made");

  const made = await createNamespace(actorOf(carl), draft(name, team.name));

  assert.deepEqual([made.visibility, made.kind, made.teamId], ["private", "team", team.id]);
  const line = await db.activity.findFirstOrThrow({ where: { namespaceId: made.id } });
  assert.deepEqual(
    [line.key, line.actorName, line.subject],
    ["namespace.create", carl.username, name],
  );
});

test("NSP-021: a viewer creates none, and a stranger does not even learn that the team exists", async () => {
  const [vera, sten] = [await makeUser(), await makeUser()];
  const team = await makeTeam({ viewers: [vera] });

  await assert.rejects(createNamespace(actorOf(vera), draft(unique("no"), team.name)), {
    name: "Forbidden",
  });
  await assert.rejects(
    createNamespace(actorOf(sten), draft(unique("no"), team.name)),
    /You know of no team with this name/,
  );
});

test("two namespaces of one name that are created in the same moment: one is", async () => {
  const owner = await makeUser();
  const [one, two] = [await makeTeam({ owners: [owner] }), await makeTeam({ owners: [owner] })];
  const name = unique("same");

  const outcomes = await Promise.allSettled(
    [one, two].map((team) => createNamespace(actorOf(owner), draft(name, team.name))),
  );

  const refused = outcomes.filter((outcome) => outcome.status === "rejected");
  assert.equal(refused.length, 1);
  assert.match(String(refused[0]?.reason), /This name is taken/);
  assert.equal(await db.namespace.count({ where: { name } }), 1);
});

test("a reserved name is free for nobody before its time, by no door", async () => {
  const owner = await makeUser();
  const admin = await makeUser({ admin: true });
  const team = await makeTeam({ owners: [owner] });
  const name = unique("gone");
  await transaction((tx) => reserveName(tx, { registryId: registry.id, name }));

  for (const user of [owner, admin])
    await assert.rejects(
      createNamespace(actorOf(user), draft(name, team.name)),
      /is free again in/,
    );
  const person = await makeUser({ username: name });
  const personal = await transaction((tx) => createPersonalNamespace(tx, registry, person));

  assert.equal(personal?.name, `${name}0`);
  assert.equal(await db.namespace.count({ where: { name } }), 0);
});

test("a name is reserved for the life of a token and a minute, and not for ever where nothing sweeps", async () => {
  const name = unique("gone");
  const key = { registryId: registry.id, name };
  const before = Date.now();
  await transaction((tx) => reserveName(tx, key));

  const until = (await reservedUntil(key))?.getTime() ?? 0;
  assert.ok(until - before >= config.tokenTtl * 1000 + 60_000);

  await db.namespaceReservation.update({
    where: { registryId_name: key },
    data: { until: new Date(Date.now() - patience) },
  });
  assert.equal(await whyNot(name), null);
});

test("NSP-025: who may not push describes their namespace all the same", async () => {
  const owner = await makeUser();
  const namespace = await makeNamespace({ team: await makeTeam({ owners: [owner] }) });

  await describeNamespace(actorOf(owner), await find(owner, namespace), "Ours.");

  assert.equal((await fresh(namespace.id)).description, "Ours.");
});

test("NSP-017: an owner changes the visibility; a contributor does not", async () => {
  const [owner, carl] = [await makeUser(), await makeUser()];
  const team = await makeTeam({ owners: [owner], contributors: [carl] });
  const namespace = await makeNamespace({ team });

  const refused = changeVisibility(actorOf(carl), await find(carl, namespace), "public");
  await assert.rejects(refused, { name: "Forbidden" });
  await changeVisibility(actorOf(owner), await find(owner, namespace), "public");

  assert.equal((await fresh(namespace.id)).visibility, "public");
  const lines = await db.activity.findMany({ where: { namespaceId: namespace.id } });
  assert.deepEqual(
    lines.map(({ key, details }) => [key, details]),
    [["namespace.change_visibility", { visibility: "public", old: "private" }]],
  );
});

test("the global namespace is never made private, not even by an admin", async () => {
  const admin = await makeUser({ admin: true });
  const global = await makeNamespace({ name: "", kind: "global", visibility: "public" });

  const change = changeVisibility(actorOf(admin), await find(admin, global), "private");

  await assert.rejects(change, /global namespace can't be private/);
});

test("an owner gives a namespace to another team of theirs, and to no one else's", async () => {
  const owner = await makeUser();
  const namespace = await makeNamespace({ team: await makeTeam({ owners: [owner] }) });
  const theirs = await makeTeam({ owners: [owner] });
  const only = await makeTeam({ contributors: [owner] });
  const foreign = await makeTeam();

  const giveTo = async (team: { name: string }) =>
    transferNamespace(actorOf(owner), await find(owner, namespace), team.name);
  await assert.rejects(giveTo(only), /only to a team that you own/);
  await assert.rejects(giveTo(foreign), /You know of no team/);
  await giveTo(theirs);

  assert.equal((await fresh(namespace.id)).teamId, theirs.id);
});

test("a personal namespace goes to no team", async () => {
  const { user, namespace } = await makePerson();
  const team = await makeTeam({ owners: [user] });

  const giving = transferNamespace(actorOf(user), await find(user, namespace), team.name);

  await assert.rejects(giving, { name: "Forbidden" });
});

test("before a transfer is saved one sees who loses and who gains what", async () => {
  const [owner, carl, vera] = [await makeUser(), await makeUser(), await makeUser()];
  const from = await makeTeam({ owners: [owner], contributors: [carl] });
  const to = await makeTeam({ owners: [owner], viewers: [vera] });
  const namespace = await find(owner, await makeNamespace({ team: from }));

  const changes = await ifTransferred(namespace, await findTeam(actorOf(owner), to.id));

  assert.deepEqual(
    changes.map(({ who, gains, loses }) => [who, gains, loses]),
    [
      [carl.username, [], ["pull", "push"]],
      [vera.username, ["pull"], []],
    ],
  );
});

test("before the visibility is saved one sees that strangers gain the pull, and members nothing", async () => {
  const [owner, vera] = [await makeUser(), await makeUser()];
  const team = await makeTeam({ owners: [owner], viewers: [vera] });

  const changes = await ifVisible(await find(owner, await makeNamespace({ team })), "public");

  assert.deepEqual(
    changes.map(({ who, gains }) => [who, gains]),
    [
      ["Anyone, without signing in", ["pull"]],
      ["Everyone else who is signed in", ["pull"]],
    ],
  );
});

test("NSP-023: a private namespace of others is in no list and has no page", async () => {
  const sten = await makeUser();
  const hidden = await makeNamespace({ name: unique("secretive") });
  const open = await makeNamespace({ name: unique("secretive"), visibility: "protected" });

  const page = await visibleNamespaces(actorOf(sten), { q: "secretive" }, {});

  assert.deepEqual(
    page.rows.map(({ name }) => name),
    [open.name],
  );
  await assert.rejects(find(sten, hidden), { name: "NotFound" });
  await assert.rejects(findNamespace(null, open.id), { name: "NotFound" });
});

test("the list turns its pages though all were made in the same moment", async () => {
  const admin = actorOf(await makeUser({ admin: true }));
  const team = await makeTeam();
  const createdAt = new Date("2026-01-01T00:00:00Z");
  for (let n = 0; n < 55; n += 1)
    await makeNamespace({ team, createdAt, name: `paged-${String(n).padStart(2, "0")}` });

  const first = await visibleNamespaces(admin, { q: "paged-" }, {});
  const last = first.rows.at(-1);
  const rest = await visibleNamespaces(
    admin,
    { q: "paged-" },
    { older: { at: createdAt, id: last?.id ?? 0 } },
  );

  assert.deepEqual([first.rows.length, rest.rows.length], [50, 5]);
  assert.equal(new Set([...first.rows, ...rest.rows].map(({ id }) => id)).size, 55);
});

test("an admin gives an orphan, which belongs to the hidden team of the admins, to a team", async () => {
  const admin = await makeUser({ admin: true });
  const hidden = await makeTeam({ owners: [admin] }, { hidden: true });
  const orphan = await makeNamespace({ team: hidden });
  const team = await makeTeam();

  await transferNamespace(actorOf(admin), await find(admin, orphan), team.name);

  assert.equal((await fresh(orphan.id)).teamId, team.id);
  const line = await db.activity.findFirstOrThrow({ where: { namespaceId: orphan.id } });
  assert.deepEqual(line.details, { old: "", new: team.name });
});
