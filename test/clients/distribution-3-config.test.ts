import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { findProgram as findRegistry } from "../../src/main/up/program.ts";
import { db } from "../../src/platform/db/client.ts";
import { imageLayout } from "../support/clients/oci-layouts.ts";
import { newPerson, pulling, pushing } from "../support/clients/people.ts";
import { findNewProgram } from "../support/clients/programs.ts";
import { startMadeRegistry } from "../support/made-registry.ts";
import { startStack } from "../support/stack.ts";
import { until } from "../support/waiting.ts";

// test/e2e/configure.test.ts does the same at the registry of this machine, which is Distribution 2.8 on Debian.

const binary = findNewProgram("registry"); // REGISTRY_BIN, or the one that bin/clients builds with Go
const registry = binary ? findRegistry(binary, () => {}) : null;
const skip =
  registry?.version !== 3 &&
  `NOT TESTED at Distribution 3: ${registry ? `${binary} is ${registry.description}` : "bin/clients registry builds it, and needs Go"}`;

test("Distribution 3 runs with the config.yml of config, takes pushes and reports them", {
  skip,
}, async () => {
  assert.ok(registry);
  const stack = await startStack();
  const ben = await newPerson(stack, "ben");

  await startMadeRegistry(stack, registry);
  const pushed = pushing(
    stack,
    ben,
    imageLayout(join(stack.directory, "made"), "made"),
    "ben/app:made",
  );

  assert.equal(pushed.status, 0, pushed.output);
  await until(async () => (await db.tag.count({ where: { name: "made" } })) === 1, "the event");
  assert.equal(pulling(stack, ben, "ben/app:made").status, 0);
});
