import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { apiCaller } from "../../../api/call.ts";
import { useApp } from "../../../support/app.ts";
import { makeManifest, makeRepository, makeTag } from "../../../support/data/catalogue.ts";
import { makeUser } from "../../../support/data/factories.ts";
import { storeImage, storeReferrer } from "../../../support/data/images.ts";

const call = apiCaller(await useApp());
const admin = await makeUser({ admin: true });

let path: string;

before(async () => {
  const repository = await makeRepository({ tagsCount: 4 });
  path = `/repositories/${repository.id}/tags`;
  const signed = await storeImage(repository, { tag: "1.10.0", minute: 1, pushedBy: "mara" });
  await storeReferrer(repository, signed, "application/vnd.dev.cosign.artifact.sig.v1+json");
  const [large, small] = [
    await makeManifest(repository, { totalSize: 9_000_000_000n, pulledAt: new Date() }),
    await makeManifest(repository, { totalSize: 5n }),
  ];
  await makeTag(large, "1.9.0", { minute: 2 });
  await makeTag(large, "latest", { minute: 4 });
  await makeTag(small, "2.0.0-rc.1", { minute: 3 });
});

const get = (query: string) => call(admin, "GET", `${path}?${query}`);
const names = (json: { name: string }[]) => json.map(({ name }) => name);

describe("the tags of a repository are filtered and sorted as on its page", () => {
  for (const [query, tags] of [
    ["", ["1.10.0", "1.9.0", "latest", "2.0.0-rc.1"]],
    ["sort_attr=version&sort_order=desc", ["2.0.0-rc.1", "1.10.0", "1.9.0", "latest"]],
    ["sort_attr=name", ["1.10.0", "1.9.0", "2.0.0-rc.1", "latest"]],
    ["sort_attr=pushed&sort_order=desc", ["latest", "2.0.0-rc.1", "1.9.0", "1.10.0"]],
    ["sort_attr=size&sort_order=desc&version=*", ["1.9.0", "1.10.0", "2.0.0-rc.1"]],
    ["sort_attr=pulled&sort_order=desc&per_page=2", ["latest", "1.9.0"]],
    ["version=%5E1.9", ["1.10.0", "1.9.0"]],
    ["name=*.0", ["1.10.0", "1.9.0"]],
    ["signed=true", ["1.10.0"]],
    ["signed=false&by=mara", ["1.10.0"]],
    ["platform=linux/amd64", ["1.10.0"]],
    ["sbom=true", []],
  ] as const)
    test(query || "without a filter", async () => {
      const { status, json } = await get(query);

      assert.equal(status, 200);
      assert.deepEqual(names(json), tags);
    });
});

test("the headers count the tags that match", async () => {
  const { headers, json } = await get("version=1.x&per_page=1&page=2");

  assert.equal(headers.get("x-total"), "2");
  assert.deepEqual(names(json), ["1.9.0"]);
});

for (const [query, field] of [
  ["version=abc", "version"],
  ["kind=castle", "kind"],
  ["unused=0", "unused"],
  ["signed=maybe", "signed"],
  ["name={a", "name"],
  ["sort_attr=beauty", "sort_attr"],
] as const)
  test(`a filter that cannot be read is 422: ${query}`, async () => {
    const { status, json } = await get(query);

    assert.equal(status, 422);
    assert.ok(json.message[field]?.length > 0, JSON.stringify(json));
  });
