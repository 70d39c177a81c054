import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { findProgram } from "../../src/main/up/program.ts";
import { db } from "../../src/platform/db/client.ts";
import { paths } from "../../src/platform/paths/paths.ts";
import { imageLayout, indexLayout, type Layout } from "../support/clients/oci-layouts.ts";
import { newPerson, password, pulling, pushing } from "../support/clients/people.ts";
import { located } from "../support/data/catalogue.ts";
import { answersWhile, must, start } from "../support/processes.ts";
import { startStack } from "../support/stack.ts";
import { until } from "../support/waiting.ts";

// Deletions and restores with a real registry: only what is not deleted, or restored, can be pulled.

const stack = await startStack();
const ada = await newPerson(stack, "ada");

let made = 0;
const layoutAt = () => join(stack.directory, `images${++made}`);

function push(layout: Layout, ...names: string[]): void {
  for (const name of names) {
    const pushed = pushing(stack, ada, layout, name);
    assert.equal(pushed.status, 0, pushed.output);
  }
}

const pulls = (name: string) => pulling(stack, ada, name).status === 0;
const at = ({ root }: Layout) => root.digest;

async function tagsOf(fullName: string): Promise<string[]> {
  const tags = await db.tag.findMany({ where: { repository: { fullName } } });
  return tags.map(({ name }) => name).sort();
}

const knows = (fullName: string, tags: string[]) =>
  until(async () => {
    const read = await db.manifest.count({ where: { repository: { fullName }, readAt: null } });
    return read === 0 && (await tagsOf(fullName)).join() === [...tags].sort().join();
  }, `${fullName} to have ${tags}`);

async function idOf(fullName: string): Promise<number> {
  return (await db.repository.findFirstOrThrow({ where: { fullName } })).id;
}

async function settled(): Promise<void> {
  await until(
    async () => (await db.registryEvent.count({ where: { tryAfter: { not: null } } })) === 0,
    "the events to be applied",
  );
}

function call(method: string, path: string) {
  const authorization = `Basic ${Buffer.from(`ada:${password}`).toString("base64")}`;
  return fetch(`${stack.portus.url}/api/v1${path}`, { method, headers: { authorization } });
}

/** Requests a deletion on the page, reads its plan and executes it. */
async function remove(fullName: string, fields: Record<string, string>): Promise<string> {
  await ada.browser.get(paths.repository(located(fullName)));
  const asked = await ada.browser.post(paths.planDeletion(located(fullName)), fields);
  assert.equal(asked.status, 303, asked.text);
  const page = asked.location ?? "";
  const shown = await ada.browser.get(page);
  assert.equal(shown.status, 200, shown.text);
  const done = await ada.browser.post(`${page}/execution`);
  assert.equal(done.status, 303, done.text);
  return page;
}

async function restore(page: string): Promise<void> {
  await ada.browser.get(page);
  const done = await ada.browser.post(`${page}/restoration`);
  assert.equal(done.status, 303, done.text);
}

const shared = imageLayout(layoutAt(), "shared");
before(() => push(shared, "ada/first:1.0"));

test("deleting a tag leaves another tag of the repository; the restored tag pulls again", async () => {
  const fullName = "ada/siblings";
  push(shared, `${fullName}:1.0`, `${fullName}:latest`);
  await knows(fullName, ["1.0", "latest"]);

  const page = await remove(fullName, { tags: "1.0" });
  assert.deepEqual(await tagsOf(fullName), ["latest"]);
  await settled();
  assert.deepEqual(await tagsOf(fullName), ["latest"]);
  assert.equal(await db.manifest.count({ where: { repository: { fullName } } }), 1);
  assert.equal(pulls(`${fullName}:1.0`), false);
  assert.ok(pulls(`${fullName}:latest`));
  assert.ok(pulls(`${fullName}@${at(shared)}`));

  await restore(page);
  await knows(fullName, ["1.0", "latest"]);
  assert.ok(pulls(`${fullName}:1.0`));
});

test("a multi-platform image is deleted without the platforms that another tag needs, and restored whole", async () => {
  const fullName = "ada/multi";
  const index = indexLayout(layoutAt(), "parts");
  push(index, `${fullName}:1.0`);
  await knows(fullName, ["1.0"]);
  assert.equal(await db.manifest.count({ where: { repository: { fullName } } }), 3);

  const page = await remove(fullName, { tags: "1.0" });
  await settled();
  assert.equal(await db.repository.count({ where: { fullName } }), 0);
  assert.equal(pulls(`${fullName}@${at(index)}`), false);

  await restore(page);
  await knows(fullName, ["1.0"]);
  assert.ok(pulls(`${fullName}:1.0`));
  assert.equal(await db.manifest.count({ where: { repository: { fullName } } }), 3);
});

test("DEL-001: deleting a tag by the API deletes the tags with the same digest in this repository, and in no other", async () => {
  const fullName = "ada/api";
  const other = imageLayout(layoutAt(), "other");
  push(shared, `${fullName}:a`, `${fullName}:b`);
  push(other, `${fullName}:c`);
  await knows(fullName, ["a", "b", "c"]);
  const tag = await db.tag.findFirstOrThrow({ where: { name: "a", repository: { fullName } } });

  const res = await call("DELETE", `/tags/${tag.id}`);

  assert.equal(res.status, 204, await res.text());
  assert.deepEqual(await tagsOf(fullName), ["c"]);
  assert.equal(pulls(`${fullName}:b`), false);
  assert.ok(pulls(`${fullName}:c`));
  assert.ok(pulls("ada/first:1.0"));

  const plan = await db.deletionPlan.findFirstOrThrow({ where: { subject: fullName } });
  const restored = await call("POST", `/deletions/${plan.id}/undo`);
  assert.deepEqual([restored.status, await restored.json()], [200, { not_put_back: [] }]);
  await knows(fullName, ["a", "b", "c"]);
  assert.ok(pulls(`${fullName}:a`) && pulls(`${fullName}:b`));
});

test("a repository deleted through the API is deleted at the registry too, and can be restored", async () => {
  const fullName = "ada/whole";
  push(indexLayout(layoutAt(), "whole"), `${fullName}:1.0`);
  push(shared, `${fullName}:2.0`);
  await knows(fullName, ["1.0", "2.0"]);

  const res = await call("DELETE", `/repositories/${await idOf(fullName)}`);
  assert.equal(res.status, 204, await res.text());
  await settled();
  assert.equal(await db.repository.count({ where: { fullName } }), 0);
  assert.equal(pulls(`${fullName}:2.0`), false);

  const plan = await db.deletionPlan.findFirstOrThrow({ where: { subject: fullName } });
  assert.equal((await call("POST", `/deletions/${plan.id}/undo`)).status, 200);
  await knows(fullName, ["1.0", "2.0"]);
  assert.ok(pulls(`${fullName}:1.0`) && pulls(`${fullName}:2.0`));
});

test("after a garbage collection a deletion can't be restored, and other images still pull", async () => {
  const fullName = "ada/collected";
  push(imageLayout(layoutAt(), "collected"), `${fullName}:1.0`);
  push(shared, `${fullName}:2.0`, `${fullName}:3.0`);
  await knows(fullName, ["1.0", "2.0", "3.0"]);
  await remove(fullName, { tags: "2.0" });
  const page = await remove(fullName, { tags: "1.0" });

  const { command, version } = findProgram(process.env.REGISTRY_BIN ?? null, () => {});
  const { text } = await ada.browser.get(page);
  assert.match(text, version === 3 ? /of Distribution 3\./ : /of Distribution 2\.8\./);
  must([...command, "garbage-collect", join(stack.registry.directory, "config.yml")]);

  await ada.browser.get(page);
  const refused = await ada.browser.post(`${page}/restoration`);
  assert.equal(refused.status, 422);
  assert.match(refused.text, /garbage collection removed them/);
  assert.ok(pulls(`${fullName}:3.0`));
});

test("if deletion is disabled at the registry, a tag keeps its image, and the page says why", async () => {
  const fullName = "ada/undeletable";
  push(shared, `${fullName}:1.0`, `${fullName}:latest`);
  await knows(fullName, ["1.0", "latest"]);
  const file = join(stack.registry.directory, "config.yml");
  const allowing = readFileSync(file, "utf8");
  writeFileSync(file, allowing.replace("delete: {enabled: true}", "delete: {enabled: false}"));
  assert.notEqual(readFileSync(file, "utf8"), allowing);
  await stack.registry.stop();
  const { command } = findProgram(process.env.REGISTRY_BIN ?? null, () => {});
  const strict = start([...command, "serve", file], { OTEL_TRACES_EXPORTER: "none" });
  await until(() => answersWhile(strict, `${stack.registry.url}/v2/`, 401), "the registry");

  await ada.browser.get(paths.repository(located(fullName)));
  const asked = await ada.browser.post(paths.planDeletion(located(fullName)), { tags: "1.0" });
  await ada.browser.get(asked.location ?? "");
  const done = await ada.browser.post(`${asked.location}/execution`);

  assert.equal(done.status, 422);
  assert.match(done.text, /Could not remove 1\.0 tag\(s\)\. The registry answered 405/);
  await settled();
  assert.deepEqual(await tagsOf(fullName), ["1.0", "latest"]);
  assert.ok(pulls(`${fullName}:1.0`));
  await strict.stop();
});
