import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { createToken } from "../../../src/identity/tokens/tokens.ts";
import { config } from "../../../src/platform/config/config.ts";
import { db, type User } from "../../../src/platform/db/client.ts";
import { ensureKeys } from "../../../src/registry/signing/keys.ts";
import { signToken } from "../../../src/registry/signing/token.ts";
import { useApp } from "../../support/app.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
import {
  by,
  makeNamespace,
  makeRegistry,
  makeTeam,
  makeUser,
} from "../../support/data/factories.ts";
import { client, service } from "../token/token-client.ts";

// GET /v2/_catalog behind a proxy: what each person may pull, and nothing else.

const app = await useApp();
const docker = client(app);

let member: User;
let stranger: User;
let admin: User;
const open = ["open", "open-door/a", "open/a", "open/a/b"];
const signedIn = ["protected/app"];
const team = ["team/app-one", "team/app-two", "team/secret"];

before(async () => {
  await ensureKeys();
  await makeRegistry();
  member = await makeUser();
  stranger = await makeUser();
  admin = await makeUser({ admin: true });
  const its = await makeTeam({ viewers: [member] });
  const [top, ...others] = await Promise.all([
    db.namespace.findFirst({ where: { kind: "global" } }),
    makeNamespace({ name: "open", visibility: "public" }),
    makeNamespace({ name: "open-door", visibility: "public" }),
    makeNamespace({ name: "protected", visibility: "protected" }),
    makeNamespace({ name: "team", visibility: "private", team: its }),
  ]);
  const global = top ?? (await makeNamespace({ name: "", kind: "global", visibility: "public" }));
  await makeRepository({ namespace: global, name: "open" });
  for (const name of [...open.slice(1), ...signedIn, ...team])
    for (const namespace of others)
      if (name.startsWith(`${namespace.name}/`))
        await makeRepository({ namespace, name: name.slice(namespace.name.length + 1) });
});

async function tokenOf(user?: { username: string }, secret?: string, scope?: string) {
  const answer = await docker.get(scope ? [["scope", scope]] : [], user, secret);
  return answer.body.token ?? "";
}

async function list(token: string | null, query = "", path = "/v2/_catalog") {
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  const res = await fetch(`${app.url}${path}${query}`, { headers });
  const body = await res.json();
  const link = res.headers.get("link");
  const challenge = res.headers.get("www-authenticate") ?? "";
  return { status: res.status, names: body.repositories, link, challenge, error: body.errors?.[0] };
}

describe("the catalogue lists what the caller may pull", () => {
  test("it depends on the account, not on the access in the token", async () => {
    const scope = "registry:catalog:*";
    assert.deepEqual((await list(await tokenOf())).names, open);
    assert.deepEqual((await list(await tokenOf(stranger))).names, [...open, ...signedIn]);
    for (const asked of [undefined, scope, "registry:catalog:search"]) {
      const { names } = await list(await tokenOf(member, undefined, asked));
      assert.deepEqual(names, [...open, ...signedIn, ...team]);
      const all = await list(await tokenOf(admin, undefined, asked));
      assert.deepEqual(all.names, [...open, ...signedIn, ...team]);
    }
  });

  test("a limited application token sees only what it may pull", async () => {
    const made = async (name: string, limits: object) =>
      createToken(by(member), member.id, { name, expiresAt: null, ...limits });
    const named = await made("named", { patterns: ["team/app-*", "open/**"] });
    const pusher = await made("pusher", { actions: ["push"] });
    const free = await made("free", {});

    const token = await tokenOf(member, named.secret);
    assert.deepEqual((await list(token)).names, [
      "open/a",
      "open/a/b",
      "team/app-one",
      "team/app-two",
    ]);
    assert.deepEqual((await list(await tokenOf(member, pusher.secret))).names, []);
    assert.equal((await list(await tokenOf(member, free.secret))).names.length, 8);
  });

  test("a revoked application token, or one for another address, is refused", async () => {
    const made = async (name: string) =>
      createToken(by(member), member.id, { name, expiresAt: null });
    const { token: revoked, secret } = await made("revoked");
    const { token: bound, secret: other } = await made("bound");
    const tokens = [await tokenOf(member, secret), await tokenOf(member, other)];
    await db.applicationToken.delete({ where: { id: revoked.id } });
    await db.applicationToken.update({
      where: { id: bound.id },
      data: { addresses: ["203.0.113.0/24"] },
    });

    for (const token of tokens) {
      const { status, challenge } = await list(token);
      assert.equal(status, 401);
      assert.match(challenge, /error="invalid_token"/);
    }
  });

  test("a disabled account, or a deleted and recreated one, is refused", async () => {
    const gone = await makeUser();
    const token = await tokenOf(gone);
    assert.equal((await list(token)).status, 200);

    await db.user.update({ where: { id: gone.id }, data: { disabledAt: new Date() } });
    assert.equal((await list(token)).status, 401);
    const later = new Date(Date.now() + 60_000);
    await db.user.update({ where: { id: gone.id }, data: { disabledAt: null, createdAt: later } });
    assert.equal((await list(token)).status, 401);
  });

  test("a missing or invalid token is answered with the registry's challenge", async () => {
    for (const [token, error] of [
      [null, ""],
      ["garbage", ',error="invalid_token"'],
      [
        signToken({ subject: member.username, service: "elsewhere:5000" }),
        ',error="invalid_token"',
      ],
    ] as const) {
      const { status, challenge, error: said } = await list(token);
      assert.equal(status, 401);
      const realm = `${config.url}/v2/token`;
      assert.equal(
        challenge,
        `Bearer realm="${realm}",service="${service}",scope="registry:catalog:*"${error}`,
      );
      assert.equal(said.code, "UNAUTHORIZED");
    }
  });

  test("only admins are granted the scope of the registry's own catalogue", async () => {
    assert.deepEqual(await docker.access("registry:catalog:*", member), []);
    assert.deepEqual(await docker.access("registry:catalog:*", admin), [
      { type: "registry", name: "catalog", actions: ["*"] },
    ]);
  });
});

describe("the catalogue is paged like Distribution 3", () => {
  test("each page has a relative link to the next, and no name is repeated or skipped", async () => {
    const token = await tokenOf(member);
    const seen: string[] = [];
    let path: string | undefined = "/v2/_catalog?n=3";
    for (; path; ) {
      const { names, link } = await list(token, "", path);
      assert.ok(names.length <= 3);
      seen.push(...names);
      path = /^<(\/v2\/_catalog\?[^>]+)>; rel="next"$/.exec(link ?? "")?.[1];
    }
    assert.deepEqual(seen, [...open, ...signedIn, ...team]);
    assert.equal((await list(token, "?n=8")).link, null);
    const { link } = await list(token, "?n=3");
    assert.equal(link, '</v2/_catalog?last=open%2Fa&n=3>; rel="next"');
  });

  test("a page can start after any name, even a deleted one", async () => {
    const token = await tokenOf(member);
    assert.deepEqual((await list(token, "?last=team/app-p")).names, [
      "team/app-two",
      "team/secret",
    ]);
    assert.deepEqual((await list(token, "?last=zz")).names, []);
    assert.deepEqual((await list(token, `?last=${"a".repeat(10_000)}`)).status, 200);
    assert.equal((await list(token, "?last=%00")).status, 200);
  });

  test("a page has at most 1000 names, and a larger n is refused with the registry's code", async () => {
    const token = await tokenOf(member);
    for (const [n, detail] of [
      ["-1", "-1"],
      ["x", "x"],
      ["1.5", "1.5"],
      ["99999999999999999999", "99999999999999999999"],
      ["1001", 1001],
    ] as const) {
      const { status, error } = await list(token, `?n=${n}`);
      assert.equal(status, 400, n);
      assert.deepEqual(error, {
        code: "PAGINATION_NUMBER_INVALID",
        message: "invalid number of results requested",
        detail: { n: detail },
      });
    }
    assert.deepEqual((await list(token, "?n=0")).names, []);
    assert.equal((await list(token, "?n=0")).link, null);
    for (const query of ["?n=", "?n=1000", "?n=%2B2", "?n=2&n=x"])
      assert.equal((await list(token, query)).status, 200, query);
  });
});

test("a request that a proxy sends back to Portus is answered with the reason", async () => {
  const res = await fetch(`${app.url}/v2/_catalog`, { headers: { "user-agent": "portus" } });

  assert.equal(res.status, 421);
  assert.match(await res.text(), /sent back to Portus/);
});
