import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { readQuery } from "../../../src/catalogue/images/references/own-hosts.ts";
import type { Actor } from "../../../src/identity/actor/actor.ts";
import { findShortcuts } from "../../../src/operations/shortcuts/shortcuts.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
import { actorOf, makeNamespace, makeTeam, makeUser } from "../../support/data/factories.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();

describe("pages, actions and settings in the search", () => {
  const actors: Record<string, Actor | null> = { anonymous: null };

  before(async () => {
    const [owner, viewer, stranger] = [await makeUser(), await makeUser(), await makeUser()];
    const admin = await makeUser({ admin: true });
    for (const [name, user] of Object.entries({ owner, viewer, stranger, admin }))
      actors[name] = actorOf(user);
    const team = await makeTeam({ owners: [owner], viewers: [viewer] }, { name: "crew" });
    const namespace = await makeNamespace({ name: "harbour", team });
    await makeRepository({ namespace, name: "site" });
  });

  const labels = async (name: string, text: string) => {
    const found = await findShortcuts(actors[name] ?? null, await readQuery(text));
    return found.flatMap(({ entries }) => entries.map(({ label }) => label));
  };

  const offered: [text: string, label: string, who: string[]][] = [
    ["create robot", "Create robot", ["owner", "admin"]],
    ["create tok", "Create token", ["owner", "viewer", "stranger", "admin"]],
    ["sign out", "Sign out", ["owner", "viewer", "stranger", "admin"]],
    ["sign in", "Sign in", ["anonymous"]],
    ["dark", "Switch to dark", ["anonymous", "owner", "viewer", "stranger", "admin"]],
    ["create user", "Create user", ["admin"]],
    ["permissions", "Permissions", ["owner", "viewer", "stranger", "admin"]],
    ["api", "API reference", ["anonymous", "owner", "viewer", "stranger", "admin"]],
    ["webhooks", "Namespaces", ["owner", "viewer", "stranger", "admin"]],
    ["next night", "Next night", ["owner", "viewer", "stranger", "admin"]],
    ["biggest images", "Sizes", ["owner", "viewer", "stranger", "admin"]],
    ["PORTUS_SECRET", "PORTUS_SECRET", ["admin"]],
    ["webhooks of harbour", "Webhooks of harbour", ["owner", "viewer", "admin"]],
    ["harbour retention", "Retention of harbour", ["owner", "admin"]],
    ["webhooks", "Webhooks of harbour", ["owner", "viewer"]],
    ["add member to crew", "Add member to crew", ["owner", "admin"]],
    ["add member to harbour", "Add member to harbour", ["owner", "admin"]],
    ["members of crew", "Members of crew", ["owner", "viewer", "admin"]],
    ["retention of harbour/site", "Retention of harbour/site", ["owner", "admin"]],
    ["access harbour/site", "Access of harbour/site", ["owner", "viewer", "admin"]],
  ];
  for (const [text, label, who] of offered)
    test(`“${text}” offers ${label} to ${who.join(", ")}`, async () => {
      const names = ["anonymous", "stranger", "viewer", "owner", "admin"];
      const got = [];
      for (const name of names) if ((await labels(name, text)).includes(label)) got.push(name);

      assert.deepEqual(got.sort(), [...who].sort());
    });

  test("a reference offers no actions, and nothing typed offers a few", async () => {
    assert.deepEqual(await labels("admin", "harbour/site:1.0"), []);
    assert.ok((await labels("owner", "")).includes("Create robot"));
    assert.deepEqual(await labels("anonymous", ""), []);
  });
});
