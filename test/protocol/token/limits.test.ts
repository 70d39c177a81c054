import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import type { Actor } from "../../../src/identity/actor/actor.ts";
import type { TokenInput } from "../../../src/identity/tokens/schemas.ts";
import { createToken, revokeToken, rotateToken } from "../../../src/identity/tokens/tokens.ts";
import { db } from "../../../src/platform/db/client.ts";
import { ensureKeys } from "../../../src/registry/signing/keys.ts";
import { findTeam } from "../../../src/tenancy/teams/find.ts";
import { changeRole, listMembers } from "../../../src/tenancy/teams/members.ts";
import { useApp } from "../../support/app.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
import {
  actorOf,
  by,
  makeNamespace,
  makeRegistry,
  makeTeam,
  makeUser,
} from "../../support/data/factories.ts";
import { basicOf, claimsOf, client } from "./token-client.ts";

const app = await useApp();
const docker = client(app);

let owner: Actor;
let admin: Actor;
let secret = "";
const ids: Record<string, number> = {};

before(async () => {
  await ensureKeys();
  await makeRegistry();
  const user = await makeUser();
  owner = actorOf(user);
  admin = actorOf(await makeUser({ admin: true }));
  const team = await makeTeam({ owners: [user] });
  const namespace = await makeNamespace({ name: "team", team });
  for (const name of ["app-one", "app-two", "other"])
    ids[name] = (await makeRepository({ namespace, name })).id;
  const open = await makeNamespace({ name: "open", visibility: "public", team });
  ids.open = (await makeRepository({ namespace: open, name: "app" })).id;
  secret = await tokenOf(owner, { patterns: ["team/app-*"], actions: ["pull"] });
});

let made = 0;

async function tokenOf(actor: Actor, limits: Partial<TokenInput>): Promise<string> {
  made += 1;
  const input = { name: `token ${made}`, expiresAt: null, ...limits };
  const { token, secret } = await createToken(by(actor), actor.id, input);
  if (made > 1) kept.push(() => revokeToken(by(actor), token.id));
  return secret;
}

const kept: (() => Promise<void>)[] = [];

/** A person has five tokens at most: those of one test go after it. */
async function forget(): Promise<void> {
  while (kept.length > 0) await kept.pop()?.();
}

const asked =
  "repository:team/app-one:pull,push,delete repository:team/other:pull repository:open/app:pull,push";
const onlyThat = [{ type: "repository", name: "team/app-one", actions: ["pull"] }];

describe("a token limited to team/app-*:pull is granted exactly that", () => {
  test("by GET with Basic", async () => {
    assert.deepEqual(await docker.access(asked, owner, secret), onlyThat);
  });

  test("by POST with a password grant", async () => {
    const answer = await docker.post([
      ["grant_type", "password"],
      ["client_id", "test"],
      ["access_type", "offline"],
      ["username", owner.username],
      ["password", secret],
      ["scope", asked],
    ]);

    assert.deepEqual(claimsOf(answer).access, onlyThat);
    assert.equal(answer.body.refresh_token, undefined);
  });

  test("even if it requests everything, the catalogue, or a mount from another repository", async () => {
    assert.deepEqual(await docker.access("repository:team/app-one:*", owner, secret), onlyThat);
    assert.deepEqual(await docker.access("registry:catalog:*", owner, secret), []);
    const mount = "repository:team/app-two:push,pull repository:team/other:pull";
    assert.deepEqual(await docker.access(mount, owner, secret), [
      { type: "repository", name: "team/app-two", actions: ["pull"] },
    ]);
  });

  for (const [way, headers] of [
    ["Portus-Auth", () => ({ "Portus-Auth": `${owner.username}:${secret}` })],
    ["Basic", () => basicOf(owner.username, secret)],
  ] as const) {
    const call = async (path: string, method = "GET") => {
      const res = await fetch(`${app.url}/api/v1${path}`, {
        method,
        headers: headers() as HeadersInit,
      });
      return { status: res.status, total: res.headers.get("x-total"), body: await res.text() };
    };

    test(`by the API with ${way}: it reads what it matches, and anything else is a 404`, async () => {
      const list = await call("/repositories?all=true");
      const names = (JSON.parse(list.body) as { full_name: string }[]).map((it) => it.full_name);

      assert.deepEqual(names, ["team/app-one", "team/app-two"]);
      assert.equal(list.total, "2");
      assert.equal((await call(`/repositories/${ids["app-one"]}/tags`)).status, 200);
      const hidden = await call(`/repositories/${ids.other}`);
      assert.deepEqual(hidden, await call("/repositories/999999"));
      assert.equal((await call(`/repositories/${ids.open}/tags/grouped`)).status, 404);
    });

    test(`by the API with ${way}: everything else is refused with 403`, async () => {
      const others = [
        ["GET", `/users/${owner.id}/application_tokens`],
        ["POST", `/users/${owner.id}/application_tokens`],
        ["DELETE", "/users/application_tokens/1"],
        ["GET", "/users"],
        ["GET", "/robots"],
        ["GET", "/permissions?what=team/app-one&action=pull"],
      ] as const;
      for (const [method, path] of others)
        assert.equal((await call(path, method)).status, 403, `${method} ${path}`);
    });
  }
});

test("a limited token of an admin has no admin rights", async () => {
  const limited = await tokenOf(admin, { actions: ["pull"] });

  assert.deepEqual(await docker.access("registry:catalog:*", admin, limited), []);
  assert.deepEqual(await docker.access("repository:team/other:*", admin, limited), [
    { type: "repository", name: "team/other", actions: ["pull"] },
  ]);
  const res = await fetch(`${app.url}/api/v1/users`, { headers: basicOf(admin.username, limited) });
  assert.equal(res.status, 403);
  await forget();
});

test("a token without pull reads nothing by the API", async () => {
  const pusher = await tokenOf(owner, { actions: ["push"] });

  const res = await fetch(`${app.url}/api/v1/repositories`, {
    headers: basicOf(owner.username, pusher),
  });

  assert.deepEqual(await res.json(), []);
  await forget();
});

test("a token is refused from another address, even just after it was accepted", async () => {
  const here = await tokenOf(owner, { addresses: ["127.0.0.0/8", "::1"] });
  const elsewhere = await tokenOf(owner, { addresses: ["203.0.113.0/24"] });

  assert.equal((await docker.get([], owner, here)).status, 200);
  assert.equal((await docker.get([], owner, here)).status, 200);
  assert.equal((await docker.get([], owner, elsewhere)).status, 401);
  const res = await fetch(`${app.url}/api/v1/repositories`, {
    headers: basicOf(owner.username, elsewhere),
  });
  assert.equal(res.status, 401);
  await forget();
});

test("an expired token is refused", async () => {
  const expired = await tokenOf(owner, { expiresAt: new Date(Date.now() - 1000) });

  assert.equal((await docker.get([], owner, expired)).status, 401);
  await forget();
});

test("a rotated token keeps its limits, and the old secret is refused", async () => {
  const old = await tokenOf(owner, {
    patterns: ["team/other"],
    expiresAt: new Date(Date.now() + 60_000),
  });
  assert.equal((await docker.get([], owner, old)).status, 200);
  const before = await db.applicationToken.findFirstOrThrow({ orderBy: { id: "desc" } });

  const { token, secret: fresh } = await rotateToken(by(owner), before.id);

  assert.equal((await docker.get([], owner, old)).status, 401);
  const access = await docker.access(
    "repository:team/other:pull repository:team/app-one:pull",
    owner,
    fresh,
  );
  assert.deepEqual(access, [{ type: "repository", name: "team/other", actions: ["pull"] }]);
  assert.ok(token.expiresAt && before.expiresAt && token.expiresAt > before.expiresAt);
  await forget();
});

test("a token may do only what its owner may do at the moment", async () => {
  const wide = await tokenOf(owner, { patterns: ["team/**"] });
  const { teamId } = await db.namespace.findFirstOrThrow({ where: { name: "team" } });
  const team = await findTeam(admin, teamId);
  const other = await makeUser();
  await db.membership.create({ data: { teamId, userId: other.id, role: "owner" } });
  const member = (await listMembers(team)).find(({ userId }) => userId === owner.id);

  await changeRole(by(admin), team, { memberId: member?.id ?? 0, role: "viewer" });

  assert.deepEqual(await docker.access("repository:team/other:*", owner, wide), [
    { type: "repository", name: "team/other", actions: ["pull"] },
  ]);
  await forget();
});
