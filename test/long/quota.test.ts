import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { db } from "../../src/platform/db/client.ts";
import { paths } from "../../src/platform/paths/paths.ts";
import { imageLayout } from "../support/clients/oci-layouts.ts";
import { newPerson, pulling, pushing } from "../support/clients/people.ts";
import { located } from "../support/data/catalogue.ts";
import { startStack } from "../support/stack.ts";
import { until } from "../support/waiting.ts";

// Quotas with skopeo and a real registry.

const stack = await startStack();
const ada = await newPerson(stack, "ada"); // the admin, since she signs up first
const push = (tag: string) =>
  pushing(stack, ada, imageLayout(join(stack.directory, tag), tag), `ada/app:${tag}`);

const namespace = await db.namespace.findFirstOrThrow({ where: { name: "ada" } });
const isOver = async () =>
  (await db.namespace.findUniqueOrThrow({ where: { id: namespace.id } })).overQuota;

test("a namespace over its quota refuses pushes but not pulls, until an image is deleted", async () => {
  assert.equal(push("one").status, 0);
  assert.equal((await ada.browser.get(paths.namespaceSizes(namespace))).status, 200);
  const set = await ada.browser.post(paths.namespaceSizes(namespace), { quota: "1 B" });
  assert.equal(set.status, 303, set.text);
  await until(isOver, "the push to be counted");

  const refused = push("two");
  assert.notEqual(refused.status, 0);
  assert.match(refused.output, /denied|unauthorized/i);
  assert.equal(pulling(stack, ada, "ada/app:one").status, 0);

  const plan = await ada.browser.post(paths.planDeletion(located("ada/app")), { whole: "1" });
  const done = await ada.browser.post(`${plan.location}/execution`);
  assert.equal(done.status, 303, done.text);
  await until(async () => !(await isOver()), "the deletion to be counted");
  assert.equal(push("three").status, 0);
});
