import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { db } from "../../../src/platform/db/client.ts";
import { pageOf } from "../../../src/protocol/catalog/tags.ts";
import { ensureKeys } from "../../../src/registry/signing/keys.ts";
import { signToken } from "../../../src/registry/signing/token.ts";
import { useApp } from "../../support/app.ts";
import { makeRegistry } from "../../support/data/factories.ts";
import { fakeRegistry } from "../../support/fakes/registry.ts";
import { service } from "../token/token-client.ts";

// GET /v2/NAME/tags/list behind a proxy: the tags that the registry has now, in order and in pages.

const app = await useApp();
const registry = await fakeRegistry();
const fallback = `sha256-${"a".repeat(64)}`;
let tags: string[] | null = [];

before(async () => {
  await ensureKeys();
  await makeRegistry();
  await db.registry.updateMany({ data: { url: registry.url } });
  registry.answers.set("/v2/team/app/tags/list", (_req, res) => {
    res.setHeader("Docker-Distribution-Api-Version", "registry/2.0");
    if (tags) return res.end(JSON.stringify({ name: "team/app", tags }));
    res.writeHead(404).end('{"errors":[{"code":"NAME_UNKNOWN"}]}');
  });
});

async function ask(query = "", { name = "team/app", actions = ["pull"] } = {}) {
  const access = [{ type: "repository", name: "team/app", actions }];
  const token = signToken({ subject: "", service, access });
  const headers = { authorization: `Bearer ${token}` };
  const res = await fetch(`${app.url}/v2/${name}/tags/list${query}`, { headers });
  const body = await res.json();
  return { status: res.status, body, headers: res.headers, error: body.errors?.[0] };
}

describe("tags are listed as the registry has them", () => {
  test("the order is by bytes, and tags of referrers are included", async () => {
    tags = ["b", "a", "1.0", "B", fallback];

    assert.deepEqual((await ask()).body, {
      name: "team/app",
      tags: ["1.0", "B", "a", "b", fallback],
    });
  });

  test("a pushed tag is in the next answer", async () => {
    tags = ["a"];
    assert.deepEqual((await ask()).body.tags, ["a"]);
    tags = ["a", "b"];
    assert.deepEqual((await ask()).body.tags, ["a", "b"]);
  });

  test("a repository without tags has an empty list, and an unknown one NAME_UNKNOWN", async () => {
    tags = [];
    assert.deepEqual((await ask()).body.tags, []);
    tags = null;
    const { status, error } = await ask();
    assert.equal(status, 404);
    assert.deepEqual(error, {
      code: "NAME_UNKNOWN",
      message: "repository name not known to registry",
      detail: { name: "team/app" },
    });
  });

  test("pages have a relative link", async () => {
    tags = ["c", "b", "a"];
    const first = await ask("?n=2");
    assert.deepEqual(first.body.tags, ["a", "b"]);
    assert.equal(first.headers.get("link"), '</v2/team/app/tags/list?last=b&n=2>; rel="next"');
    const last = await ask("?last=b&n=2");
    assert.deepEqual(last.body.tags, ["c"]);
    assert.equal(last.headers.get("link"), null);
    assert.equal((await ask("?n=-1")).error.code, "PAGINATION_NUMBER_INVALID");
  });

  test("a token without pull access to the repository is refused", async () => {
    for (const given of [{ actions: ["push"] }, { name: "team/other" }]) {
      const { status, headers } = await ask("", given);
      assert.equal(status, 401);
      assert.match(
        headers.get("www-authenticate") ?? "",
        /scope="repository:team\/(app|other):pull",error="insufficient_scope"$/,
      );
    }
  });

  test("an invalid repository name is refused and never repeated in a challenge", async () => {
    const { requests } = registry;
    const before = requests.length;
    for (const name of ["%0d%0aX-Evil:1", "a%22b", "A/b", "..%2f..", "a%2f%2fb", "a".repeat(300)]) {
      const { status, error } = await ask("", { name });
      assert.deepEqual([status, error.code], [400, "NAME_INVALID"], name);
    }
    assert.equal(requests.length, before);
  });

  test("the answer is 503 with the reason while the registry is down", async () => {
    await db.registry.updateMany({ data: { url: "http://127.0.0.1:1" } });

    const { status, error } = await ask();

    assert.deepEqual([status, error.code], [503, "UNAVAILABLE"]);
    assert.match(error.message, /can't be reached/);
  });
});

test("a page has as many tags as asked for, 1000 at most, and all without n", () => {
  const names = Array.from({ length: 2500 }, (_, at) => `t${String(at).padStart(4, "0")}`);

  assert.equal(pageOf(names, { n: null, last: "" }).tags.length, 2500);
  assert.deepEqual(pageOf(names, { n: 0, last: "" }), { tags: [], next: null });
  const { tags, next } = pageOf(names, { n: 100_000, last: "" });
  assert.deepEqual([tags.length, next], [1000, { last: "t0999", n: 1000 }]);
  assert.equal(pageOf(names, { n: 1000, last: "t1499" }).next, null);
  assert.deepEqual(pageOf(names, { n: 1, last: "t1499x" }).tags, ["t1500"]);
});
