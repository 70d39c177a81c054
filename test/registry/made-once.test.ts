import assert from "node:assert/strict";
import { test } from "node:test";
import { config } from "../../src/platform/config/config.ts";
import { db } from "../../src/platform/db/client.ts";
import { ensureRegistry } from "../../src/registry/registries.ts";
import { useDatabase } from "../support/database.ts";

await useDatabase();

test("the default registry is created once, even by concurrent starts", async () => {
  for (let round = 0; round < 20; round += 1) {
    await db.registry.deleteMany();
    const made = await Promise.all(Array.from({ length: 8 }, () => ensureRegistry(config)));
    assert.equal(new Set(made.map(({ id }) => id)).size, 1);
  }
});
