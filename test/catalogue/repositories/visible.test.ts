import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { findRepository } from "../../../src/catalogue/repositories/find.ts";
import { visibleRepositories } from "../../../src/catalogue/repositories/list.ts";
import type { Actor } from "../../../src/identity/actor/actor.ts";
import { db } from "../../../src/platform/db/client.ts";
import { NotFound } from "../../../src/platform/errors.ts";
import { visibleTo } from "../../../src/tenancy/policy/visible.ts";
import { useDatabase } from "../../support/app.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
import {
  actorOf,
  makeNamespace,
  makePerson,
  makeTeam,
  makeUser,
} from "../../support/data/factories.ts";

await useDatabase();

const people: Record<string, Actor | null> = { visitor: null };
let own = "";

describe("what each role sees", () => {
  before(async () => {
    const viewer = await makePerson();
    own = viewer.namespace.name;
    people.admin = actorOf(await makeUser({ admin: true }));
    people.viewer = actorOf(viewer.user);
    people.stranger = actorOf(await makeUser());
    const team = await makeTeam({ viewers: [viewer.user] });
    for (const visibility of ["private", "protected", "public"] as const)
      await makeRepository({
        name: "app",
        namespace: await makeNamespace({ name: visibility, visibility, team }),
      });
    await makeRepository({ name: "app", namespace: viewer.namespace });
    const global = await makeNamespace({ name: "", kind: "global", visibility: "public" });
    await makeRepository({ name: "app", namespace: global });
  });

  const found = [
    ["REP-001", "an admin", "admin", "private protected public"],
    ["REP-002", "a stranger who is signed in", "stranger", "protected public"],
    ["REP-003", "a viewer of the team", "viewer", "private protected public"],
    ["REP-004", "a visitor", "visitor", "public"],
  ] as const;

  for (const [id, who, person, namespaces] of found)
    test(`${id}: ${who} finds only repositories in ${namespaces.replaceAll(" ", ", ")} namespaces`, async () => {
      const found: string[] = [];
      for (const namespace of ["private", "protected", "public"])
        await findRepository(people[person] ?? null, `${namespace}/app`).then(
          () => found.push(namespace),
          (error) => assert.ok(error instanceof NotFound),
        );

      assert.equal(found.join(" "), namespaces);
    });

  const listed = [
    ["admin", () => ["app", "private/app", "protected/app", "public/app", `${own}/app`]],
    ["viewer", () => ["app", "private/app", "protected/app", "public/app", `${own}/app`]],
    ["stranger", () => ["app", "protected/app", "public/app"]],
    ["visitor", () => ["app", "public/app"]],
  ] as const;

  for (const [person, names] of listed)
    test(`REP-008: the list for ${person} contains only repositories that they may pull`, async () => {
      const { rows } = await visibleRepositories(people[person] ?? null, {}, {});

      assert.deepEqual(rows.map(({ fullName }) => fullName).sort(), [...names()].sort());
    });

  const namespaces = [
    ["viewer", () => ["", "private", "protected", "public", own]],
    ["admin", () => ["", "private", "protected", "public", own]],
    ["stranger", () => ["", "protected", "public"]],
  ] as const;

  for (const [person, names] of namespaces)
    test(`NSP-023: ${person} sees the namespaces that their role and each visibility allow`, async () => {
      const found = await db.namespace.findMany({ where: visibleTo(people[person] ?? null) });

      assert.deepEqual(found.map(({ name }) => name).sort(), [...names()].sort());
    });

  describe("filters", () => {
    const namesOf = async (filters: Parameters<typeof visibleRepositories>[1]) => {
      const { rows } = await visibleRepositories(people.viewer ?? null, filters, {});
      return rows.map(({ fullName }) => fullName).sort();
    };

    test("a namespace lists its repositories", async () => {
      assert.deepEqual(await namesOf({ namespace: "public" }), ["public/app"]);
    });

    test("a visibility lists the repositories that have it", async () => {
      assert.deepEqual(await namesOf({ visibility: "protected" }), ["protected/app"]);
    });

    test("mine lists the repositories of my teams", async () => {
      const mine = ["private/app", "protected/app", "public/app", `${own}/app`];
      assert.deepEqual(await namesOf({ mine: "1" }), mine.sort());
    });

    test("starred lists what I starred, not what others did", async () => {
      const [first, second] = await db.repository.findMany({
        where: { fullName: { in: ["public/app", "protected/app"] } },
        orderBy: { fullName: "desc" },
      });
      await db.star.createMany({
        data: [
          { repositoryId: first?.id ?? 0, userId: people.viewer?.id ?? 0 },
          { repositoryId: second?.id ?? 0, userId: people.admin?.id ?? 0 },
        ],
      });

      assert.deepEqual(await namesOf({ starred: "1" }), ["public/app"]);
    });

    test("part of a name matches, and the wildcards of LIKE are ordinary characters", async () => {
      const namespace = await db.namespace.findFirstOrThrow({ where: { name: "public" } });
      await makeRepository({ namespace, name: "under_score" });
      await makeRepository({ namespace, name: "underxscore" });

      assert.deepEqual(await namesOf({ q: "der_sc" }), ["public/under_score"]);
      assert.deepEqual(await namesOf({ q: "%" }), []);
      assert.deepEqual(await namesOf({ q: "\\" }), []);
    });
  });

  for (const name of [
    "",
    "UPPER/app",
    "a//b",
    "../etc/passwd",
    "a\0b",
    "public/app:1",
    "-",
    "ü/app",
  ])
    test(`${JSON.stringify(name)} is not a repository name and is not found`, async () => {
      await assert.rejects(findRepository(people.admin ?? null, name), NotFound);
    });
});
