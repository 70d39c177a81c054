import assert from "node:assert/strict";
import { test } from "node:test";
import { config } from "../../../src/platform/config/config.ts";
import { db, transaction } from "../../../src/platform/db/client.ts";
import { nameProblem } from "../../../src/registry/names.ts";
import { createNamespace, nameRefusal } from "../../../src/tenancy/namespaces/create.ts";
import { createPersonalNamespace } from "../../../src/tenancy/namespaces/own-namespaces.ts";
import {
  maxReservationMs,
  reservedUntil,
  reserveName,
} from "../../../src/tenancy/namespaces/reservations.ts";
import { NamespaceForm } from "../../../src/tenancy/namespaces/schemas.ts";
import { by, makeRegistry, makeTeam, makeUser, unique } from "../../support/data/factories.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();
const registry = await makeRegistry();

const draft = (name: string, team: string) => NamespaceForm.parse({ name, team });

for (const name of ["a", "1", "1.0", "r2d2", "thingie", "is_valid"])
  test(`NAM-001: ${name} is a good name`, () => assert.equal(nameProblem(name), null));

for (const name of ["-a", "&a", "_invalid", "R2D2", "also_invalid_", "", "a/b", "x".repeat(256)])
  test(`NAM-001: “${name.slice(0, 20)}” is refused with a sentence`, () =>
    assert.match(nameProblem(name) ?? "", /\.$/));

for (const name of ["a__b", "a--b", "a---b"])
  test(`NAM-002: ${name} is a good name, as registries have it`, () =>
    assert.equal(nameProblem(name), null));

test("NAM-002: a name can't contain a backslash", () => assert.notEqual(nameProblem("a\\b"), null));

test("of two namespaces with the same name created at once, one succeeds", async () => {
  const owner = await makeUser();
  const [one, two] = [await makeTeam({ owners: [owner] }), await makeTeam({ owners: [owner] })];
  const name = unique("same");

  const outcomes = await Promise.allSettled(
    [one, two].map((team) => createNamespace(by(owner), draft(name, team.name))),
  );

  const refused = outcomes.filter((outcome) => outcome.status === "rejected");
  assert.equal(refused.length, 1);
  assert.match(String(refused[0]?.reason), /This name is taken/);
  assert.equal(await db.namespace.count({ where: { name } }), 1);
});

test("a reserved name is refused until its time is over, on pages and by the API", async () => {
  const owner = await makeUser();
  const admin = await makeUser({ admin: true });
  const team = await makeTeam({ owners: [owner] });
  const name = unique("gone");
  await transaction((tx) => reserveName(tx, { registryId: registry.id, name }));

  for (const user of [owner, admin])
    await assert.rejects(
      createNamespace(by(user), draft(name, team.name)),
      /is available again in/,
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
    data: { until: new Date(Date.now() - maxReservationMs) },
  });
  assert.equal(await nameRefusal(await makeUser(), name), null);
});

for (const [username, name] of [
  ["library@", "library0"],
  ["root.", "root0"],
  ["global", "global0"],
] as const)
  test(`S8: an account ${username} from before such names were refused gets ${name} in a new registry`, async () => {
    const person = await makeUser({ username });
    const added = await makeRegistry({ hostname: `${unique("added")}.test.lan` });

    const personal = await transaction((tx) => createPersonalNamespace(tx, added, person));

    assert.equal(personal?.name, name);
  });

for (const name of ["library", "portus", "admin", "registry"])
  test(`S8: the owner of a team can't create the namespace ${name}; an admin can`, async () => {
    const owner = await makeUser();
    const admin = await makeUser({ admin: true });
    const team = await makeTeam({ owners: [owner] });

    const checked = await nameRefusal(owner, name);
    await assert.rejects(createNamespace(by(owner), draft(name, team.name)), /is reserved/);
    const made = await createNamespace(by(admin), draft(name, team.name));

    assert.match(checked ?? "", /is reserved/);
    assert.equal(made.name, name);
  });
