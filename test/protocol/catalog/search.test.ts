import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { db, type User } from "../../../src/platform/db/client.ts";
import { ensureKeys } from "../../../src/registry/signing/keys.ts";
import { useApp } from "../../support/app.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
import { makeNamespace, makeRegistry, makeTeam, makeUser } from "../../support/data/factories.ts";
import { basicOf, client } from "../token/token-client.ts";

// The two endpoints of the registry API before /v2/ that docker search uses.

const app = await useApp();
const docker = client(app);
let member: User;

before(async () => {
  await ensureKeys();
  await makeRegistry();
  member = await makeUser();
  const team = await makeTeam({ viewers: [member] });
  const open = await makeNamespace({ name: "open", visibility: "public" });
  const closed = await makeNamespace({ name: "team", visibility: "private", team });
  const app = await makeRepository({ namespace: open, name: "app", description: "An app" });
  await db.star.create({ data: { repositoryId: app.id, userId: member.id } });
  for (let at = 0; at < 30; at += 1)
    await makeRepository({ namespace: closed, name: `app-${String(at).padStart(2, "0")}` });
  await makeRepository({ namespace: closed, name: "z" });
});

async function search(query: string, headers: Record<string, string> = {}) {
  const res = await fetch(`${app.url}/v1/search${query}`, { headers });
  const body = await res.json();
  return { status: res.status, headers: res.headers, body, names: body.results?.map(nameOf) };
}

const nameOf = ({ name }: { name: string }) => name;

describe("docker search finds what the caller may pull", () => {
  test("an anonymous search returns the fields that docker shows", async () => {
    const { status, body } = await search("?q=APP&n=25");

    assert.equal(status, 200);
    assert.deepEqual(body, {
      query: "APP",
      num_results: 1,
      num_pages: 1,
      page: 1,
      page_size: 25,
      results: [
        {
          name: "open/app",
          description: "An app",
          star_count: 1,
          is_official: false,
          is_automated: false,
        },
      ],
    });
  });

  test("a search with a password or a token is paged", async () => {
    const token = (await docker.get([["scope", "registry:catalog:search"]], member)).body.token;
    for (const headers of [basicOf(member.username), { authorization: `Bearer ${token}` }]) {
      const first = await search("?q=app&n=25", headers);
      const second = await search("?q=app&n=25&page=2", headers);
      assert.equal(first.body.num_results, 31);
      assert.deepEqual([first.names.length, second.names.length], [25, 6]);
      assert.equal(new Set([...first.names, ...second.names]).size, 31);
    }
  });

  test("a search without a text lists every repository by name", async () => {
    const headers = basicOf(member.username);
    const first = await search("?q=&n=25", headers);
    const second = await search("?n=25&page=2", headers);
    const names = [...first.names, ...second.names];

    assert.equal(first.body.num_results, 32);
    assert.equal(names.length, 32);
    assert.deepEqual(names, [...names].sort());
    assert.deepEqual((await search("?q=")).names, ["open/app"]);
  });

  test("a page after the last one has no results, but the number of all", async () => {
    const { status, body } = await search("?q=app&n=25&page=3", basicOf(member.username));

    assert.equal(status, 200);
    assert.deepEqual(body.results, []);
    assert.deepEqual([body.num_results, body.num_pages], [31, 2]);
  });

  test("wrong credentials are refused instead of treated as anonymous", async () => {
    for (const headers of [basicOf(member.username, "wrong"), { authorization: "Bearer x" }]) {
      const { status, body } = await search("?q=app", headers);
      assert.equal(status, 401);
      assert.equal(body.errors[0].code, "UNAUTHORIZED");
    }
  });

  test("every parameter has a limit", async () => {
    for (const query of [
      "?q=app&n=100000",
      "?q=app&n=-1&page=0",
      "?q=app&n=x&page=99999999999",
      `?q=${"a".repeat(5_000)}`,
      "?q=%00app%25_%5C",
      "?q=a&q=b",
      "",
    ]) {
      const { status, body } = await search(query, basicOf(member.username));
      assert.equal(status, 200, query);
      assert.ok(body.page_size <= 100 && body.results.length <= 100);
    }
  });

  test("a client of containers/image gets 404, so that it uses the catalogue with its credentials", async () => {
    const agent = { "user-agent": "containers/5.24 (github.com/containers/image)" };

    assert.equal((await search("?q=app", agent)).status, 404);
    assert.equal((await search("?q=app", { ...agent, ...basicOf(member.username) })).status, 200);
  });

  test("the ping identifies a registry, and other paths do not exist", async () => {
    const ping = await fetch(`${app.url}/v1/_ping`);
    assert.equal(ping.status, 200);
    assert.equal(ping.headers.get("x-docker-registry-standalone"), "true");
    const other = await fetch(`${app.url}/v1/users/`);
    assert.equal(other.status, 404);
    assert.match(other.headers.get("content-type") ?? "", /json/);
  });
});
