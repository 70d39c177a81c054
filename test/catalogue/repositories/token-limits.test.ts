import assert from "node:assert/strict";
import { test } from "node:test";
import {
  findRepositoryForToken,
  findRepositoryWithinLimit,
} from "../../../src/catalogue/repositories/find.ts";
import type { Actor } from "../../../src/identity/actor/actor.ts";
import { limitOf } from "../../../src/identity/actor/limits.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
import { actorOf, makeUser } from "../../support/data/factories.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();

test("a limited token finds a repository only if its limits include it", async () => {
  const [inside, outside] = [await makeRepository(), await makeRepository()];
  const owner = actorOf(await makeUser({ admin: true }));
  const limit = limitOf({ patterns: [inside.fullName], actions: ["pull", "delete"] });
  const token = { ...owner, limit } as Actor;
  const pushOnly = { ...owner, limit: limitOf({ patterns: [], actions: ["push"] }) } as Actor;

  for (const find of [findRepositoryForToken, findRepositoryWithinLimit]) {
    assert.equal((await find(token, inside.id)).id, inside.id);
    assert.equal((await find(owner, outside.id)).id, outside.id);
    await assert.rejects(find(token, outside.id), { name: "NotFound" });
    await assert.rejects(find(pushOnly, inside.id), { name: "NotFound" });
    await assert.rejects(find(null, 0), { name: "NotFound" });
  }
});
