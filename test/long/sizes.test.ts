import assert from "node:assert/strict";
import { test } from "node:test";
import { db } from "../../src/platform/db/client.ts";
import { digestOf, types } from "../support/clients/oci-layouts.ts";
import { newPerson, password } from "../support/clients/people.ts";
import { startStack } from "../support/stack.ts";
import { until } from "../support/waiting.ts";

// Sizes of unusual manifests at a real registry, pushed by plain requests.

const stack = await startStack();
await newPerson(stack, "ada");
const { host, url } = stack.registry;

async function bearer(repository: string): Promise<string> {
  const scope = `repository:${repository}:pull,push`;
  const query = new URLSearchParams({ service: host, scope });
  const authorization = `Basic ${Buffer.from(`ada:${password}`).toString("base64")}`;
  const res = await fetch(`${stack.portus.url}/v2/token?${query}`, { headers: { authorization } });
  return `Bearer ${((await res.json()) as { token: string }).token}`;
}

async function blob(repository: string, bytes: Buffer, mediaType: string, size = bytes.length) {
  const headers = { authorization: await bearer(repository) };
  const begun = await fetch(`${url}/v2/${repository}/blobs/uploads/`, { method: "POST", headers });
  const at = new URL(begun.headers.get("location") ?? "", url);
  at.searchParams.set("digest", digestOf(bytes));
  const done = await fetch(at, { method: "PUT", headers, body: new Uint8Array(bytes) });
  assert.equal(done.status, 201, await done.text());
  return { mediaType, digest: digestOf(bytes), size };
}

async function put(
  repository: string,
  manifest: { mediaType: string; [more: string]: unknown },
  tag?: string,
) {
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, ...manifest }));
  const digest = digestOf(bytes);
  const res = await fetch(`${url}/v2/${repository}/manifests/${tag ?? digest}`, {
    method: "PUT",
    headers: { authorization: await bearer(repository), "content-type": manifest.mediaType },
    body: new Uint8Array(bytes),
  });
  assert.equal(res.status, 201, await res.text());
  return { mediaType: manifest.mediaType, digest, size: bytes.length };
}

async function image(repository: string, layers: object[], tag?: string) {
  const config = { architecture: "amd64", os: "linux", config: {}, layers };
  const described = await blob(repository, Buffer.from(JSON.stringify(config)), types.config);
  const pushed = await put(
    repository,
    { mediaType: types.manifest, config: described, layers },
    tag,
  );
  return { ...pushed, config: described.size };
}

const totalOf = async (digest: string) =>
  (await db.manifest.findFirst({ where: { digest } }))?.totalSize ?? null;
const becomes = (digest: string, total: bigint) =>
  until(async () => (await totalOf(digest)) === total, `${digest} to weigh ${total}`);

test("I1: layers with wrong declared sizes, and layers after the thousandth, count with their stored size", async () => {
  for (const declared of [1, -3_000_000, 2 ** 53 - 1]) {
    const bytes = Buffer.alloc(3_000_000, `layer ${declared}`);
    const layer = await blob("ada/lie", bytes, types.layer, declared);
    const { digest, config } = await image("ada/lie", [layer]);
    await becomes(digest, BigInt(3_000_000 + config));
  }
  const tiny = await blob("ada/many", Buffer.from("tiny"), types.layer);
  const large = await blob("ada/many", Buffer.alloc(2_000_000, "w"), types.layer, 1);
  const many = await image("ada/many", [...Array(1000).fill(tiny), large], "many");
  await becomes(many.digest, BigInt(2_000_004 + many.config));

  const { json } = await sizesOf("ada/many", "many");
  assert.deepEqual([json.own_blobs.untrue, json.omitted.layers], [1, 1]);
});

test("I3: an index of an index has the size of the image in it", async () => {
  const layer = await blob("ada/nested", Buffer.alloc(5000, "n"), types.layer);
  const inner = await image("ada/nested", [layer]);
  const { mediaType, digest, size } = inner;
  const middle = await put("ada/nested", {
    mediaType: types.index,
    manifests: [{ mediaType, digest, size }],
  });
  const outer = await put("ada/nested", { mediaType: types.index, manifests: [middle] }, "outer");

  await becomes(outer.digest, BigInt(5000 + inner.config));
});

async function sizesOf(fullName: string, reference: string) {
  const { id } = await db.repository.findFirstOrThrow({ where: { fullName } });
  const authorization = `Basic ${Buffer.from(`ada:${password}`).toString("base64")}`;
  const answer = await fetch(`${stack.portus.url}/api/v1/repositories/${id}/images/${reference}`, {
    headers: { authorization },
  });
  assert.equal(answer.status, 200);
  return { json: JSON.parse(await answer.text()) };
}
