import assert from "node:assert/strict";
import { test } from "node:test";
import { db } from "../../src/platform/db/client.ts";
import { run } from "../support/processes.ts";
import { startStack } from "../support/stack.ts";
import { until } from "../support/waiting.ts";

const stack = await startStack();
const demo = (verb: string) => run(["bin/portus", "demo", verb], stack.env);

const image = "demo-web/site";
const tagsInCatalogue = () => db.tag.count({ where: { repository: { fullName: image } } });
const statusAtRegistry = async (reference: string) => {
  const token = await fetch(
    `${stack.portus.url}/v2/token?service=${stack.env.PORTUS_REGISTRY_HOST}&scope=repository:demo-base/node:pull`,
  );
  const { token: bearer } = (await token.json()) as { token: string };
  const headers = {
    authorization: `Bearer ${bearer}`,
    accept: "application/vnd.oci.image.index.v1+json",
  };
  return (
    await fetch(`${stack.env.PORTUS_REGISTRY_URL}/v2/demo-base/node/manifests/${reference}`, {
      headers,
    })
  ).status;
};

test("there is nothing to remove before the demo is created, and no verb but two", () => {
  assert.match(demo("remove").output, /There is no demo/);
  const wrong = demo("delete");
  assert.equal(wrong.status, 64);
  assert.match(wrong.output, /demo has no command delete, only: create, remove/);
});

test("the demo is pushed to the registry, once, and its owner is the admin of an empty instance", async () => {
  const created = demo("create");
  assert.equal(created.status, 0, created.output);
  assert.match(
    created.output,
    /Sign in as demo-owner, an admin\. Password \(shown this once\): \S{20}/,
  );

  assert.equal(await statusAtRegistry("20"), 200);
  assert.equal(await statusAtRegistry("20.11"), 200);
  const again = demo("create");
  assert.equal(again.status, 1);
  assert.match(again.output, /There is a demo already/);
});

test("its images have platforms, a signature, an SBOM, and tags of the last months", async () => {
  const latest = { repository: { fullName: image }, tags: { some: { name: "latest" } } };
  const index = await db.manifest.findFirstOrThrow({ where: latest });
  const where = { subject: index.digest, kind: "sbom" as const };
  await until(
    async () => (await db.manifest.count({ where })) === 1,
    "the SBOM to be read",
    30_000,
  );
  assert.ok(await db.tag.findFirst({ where: { name: { endsWith: ".sig" } } }));

  const { pushedAt } = await db.tag.findFirstOrThrow({ where: { name: "1.0.0" } });
  assert.ok(Date.now() - pushedAt.getTime() > 100 * 86_400_000, `${pushedAt}`);
});

test("one command deletes it again, but not the only admin", async () => {
  const removed = demo("remove");
  assert.equal(removed.status, 0, removed.output);
  assert.match(removed.output, /demo-owner stays, because it is the only admin/);
  assert.equal(await tagsInCatalogue(), 0);
  assert.equal(await db.namespace.count({ where: { name: { startsWith: "demo-web" } } }), 0);

  const admin = run(["bin/portus", "user", "create", "ada", "--admin"], stack.env);
  assert.equal(admin.status, 0, admin.output);
  assert.equal(demo("remove").output.includes("The demo was deleted."), true);
  assert.deepEqual(
    (await db.user.findMany({ select: { username: true } })).map(({ username }) => username),
    ["ada"],
  );
});
