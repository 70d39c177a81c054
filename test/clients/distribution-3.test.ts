import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { findProgram as findRegistry } from "../../src/main/up/program.ts";
import { db } from "../../src/platform/db/client.ts";
import { imageLayout, type Layout } from "../support/clients/oci-layouts.ts";
import { deleting, newPerson, pulling, pushing } from "../support/clients/people.ts";
import { findNewProgram } from "../support/clients/programs.ts";
import { startStack } from "../support/stack.ts";
import { until } from "../support/waiting.ts";

// The other tests run at the registry of this machine, which is Distribution 2.8 on Debian. This one runs at 3.x.

const binary = findNewProgram("registry"); // REGISTRY_BIN, or the one that bin/clients builds with Go
const registry = binary ? findRegistry(binary, () => {}) : null;
const skip =
  registry?.version !== 3 &&
  `NOT TESTED at Distribution 3: ${registry ? `${binary} is ${registry.description}` : "bin/clients registry builds it, and needs Go"}`;

test("Distribution 3 accepts the logins, pushes, pulls and deletions that Portus allows, and reports them", {
  skip,
}, async () => {
  process.env.REGISTRY_BIN = binary ?? "";
  const stack = await startStack();
  const ada = await newPerson(stack, "ada"); // the first person becomes admin
  const ben = await newPerson(stack, "ben"); // logs in with skopeo, too
  const layout = (name: string): Layout => imageLayout(join(stack.directory, name), name);
  const tags = (name: string) => db.tag.count({ where: { name } });

  const pushed = pushing(stack, ben, layout("first"), "ben/app:v3");
  assert.equal(pushed.status, 0, pushed.output);
  await until(async () => (await tags("v3")) === 1, "the event of the push to arrive");
  const page = await ben.browser.get("/repositories/ben/app");
  assert.match(page.text, /v3/);

  const pulled = pulling(stack, ben, "ben/app:v3");
  assert.equal(pulled.status, 0, pulled.output);

  const refused = pushing(stack, ben, layout("refused"), "base:v3");
  assert.notEqual(refused.status, 0);
  assert.match(refused.output, /denied|authentication required/i);

  const deleted = deleting(stack, ada, "ben/app:v3");
  assert.equal(deleted.status, 0, deleted.output);
  await until(async () => (await tags("v3")) === 0, "the event of the deletion to arrive");
  assert.notEqual(pulling(stack, ben, "ben/app:v3").status, 0);
});
