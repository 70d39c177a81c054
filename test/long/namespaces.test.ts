import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { db } from "../../src/platform/db/client.ts";
import { imageLayout } from "../support/clients/oci-layouts.ts";
import { newPerson, password, pulling, pushing } from "../support/clients/people.ts";
import { startStack } from "../support/stack.ts";
import { until } from "../support/waiting.ts";

// A team's namespace with a real registry: created on a page, pushed to by a client, deleted on a page.

const stack = await startStack();
const ada = await newPerson(stack, "ada");
const image = imageLayout(join(stack.directory, "layout"), "one");

async function makeNamespace(name: string): Promise<number> {
  await ada.browser.get("/teams/new");
  await ada.browser.post("/teams", { name: `${name} team` });
  const made = await ada.browser.post("/namespaces", { name, team: `${name} team` });
  assert.equal(made.status, 303, made.text);
  return (await db.namespace.findFirstOrThrow({ where: { name } })).id;
}

/** A token that stays valid after the namespace is deleted. */
async function tokenFor(repository: string): Promise<string> {
  const query = new URLSearchParams({
    service: stack.registry.host,
    scope: `repository:${repository}:pull,push`,
  });
  const authorization = `Basic ${Buffer.from(`ada:${password}`).toString("base64")}`;
  const res = await fetch(`${stack.portus.url}/v2/token?${query}`, { headers: { authorization } });
  return (await res.json()).token;
}

test("a namespace is deleted at the registry, a push with an old token creates nothing, and restored images pull", async () => {
  const id = await makeNamespace("web");
  const pushed = pushing(stack, ada, image, "web/app:1");
  assert.equal(pushed.status, 0, pushed.output);
  const known = () => db.tag.count({ where: { repository: { fullName: "web/app" } } });
  await until(async () => (await known()) === 1, "the push to be known");
  const token = await tokenFor("web/app");
  const manifest = await fetch(`${stack.registry.url}/v2/web/app/manifests/1`, {
    headers: { authorization: `Bearer ${token}`, accept: "*/*" },
  });
  const body = await manifest.text();

  const planned = await ada.browser.post(`/namespaces/${id}/deletion`);
  const deleted = await ada.browser.post(`${planned.location}/execution`, { typed: "web" });
  const late = await fetch(`${stack.registry.url}/v2/web/app/manifests/late`, {
    method: "PUT",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": manifest.headers.get("content-type") ?? "",
    },
    body,
  });

  assert.equal(deleted.status, 303, deleted.text);
  assert.ok([201, 400, 404].includes(late.status), `the registry answered ${late.status}`);
  if (late.status === 201)
    await until(
      async () => (await db.registryEvent.count({ where: { reason: deletedBefore } })) === 1,
      "the late push to be set aside",
    );
  assert.equal(await db.repository.count({ where: { fullName: "web/app" } }), 0);
  const gone = await fetch(`${stack.registry.url}/v2/web/app/manifests/1`, {
    headers: { authorization: `Bearer ${token}`, accept: "*/*" },
  });
  assert.equal(gone.status, 404);
  assert.notEqual(pulling(stack, ada, "web/app:1").status, 0, "no token for it is given any more");
  const again = await ada.browser.post("/namespaces", { name: "web", team: "web team" });
  assert.match(again.text, /is available again in/);

  const restored = await ada.browser.post(`${planned.location}/restoration`);
  assert.equal(restored.status, 303, restored.text);
  await until(async () => (await known()) === 1, "the tag to be back");
  assert.equal(pulling(stack, ada, "web/app:1").status, 0);
  const namespace = await db.namespace.findUniqueOrThrow({ where: { id } });
  assert.equal(namespace.name, "web");
});

const deletedBefore = "The namespace web has been deleted.";
