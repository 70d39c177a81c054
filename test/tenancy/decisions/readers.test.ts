import assert from "node:assert/strict";
import { test } from "node:test";
import { createToken } from "../../../src/identity/tokens/tokens.ts";
import { db, type User } from "../../../src/platform/db/client.ts";
import type { Decision } from "../../../src/tenancy/decisions/decision.ts";
import { flushDecisions, recordRefusal } from "../../../src/tenancy/decisions/queue.ts";
import { useApp } from "../../support/app.ts";
import {
  actorOf,
  by,
  makeNamespace,
  makeRegistry,
  makeTeam,
  makeUser,
} from "../../support/data/factories.ts";
import { refusal } from "./refusal.ts";

const app = await useApp();
const registry = await makeRegistry();
const [admin, owner, viewer, stranger] = [
  await makeUser({ admin: true }),
  await makeUser(),
  await makeUser(),
  await makeUser(),
];
const team = await makeTeam({ owners: [owner], viewers: [viewer] });
await makeNamespace({ team, name: "shop", visibility: "private", registryId: registry.id });

interface Seen {
  id: string;
  user: { id: number; name: string } | null;
  address: string | null;
  asked: string[];
  rules: { scope: string; because: string }[];
  because: string;
}

const secrets = new Map<number, string>();

async function get(path: string, reader: User | null) {
  const headers: Record<string, string> = {};
  if (reader) {
    const scopes = reader.admin ? ["admin" as const] : ["api:read" as const];
    const input = { name: "api", expiresAt: null, scopes };
    if (!secrets.has(reader.id))
      secrets.set(reader.id, (await createToken(by(actorOf(reader)), reader.id, input)).secret);
    headers["portus-auth"] = `${reader.username}:${secrets.get(reader.id)}`;
  }
  const res = await fetch(`${app.url}/api/v1${path}`, { headers });
  return { status: res.status, body: await res.json(), headers: res.headers };
}

async function record(given: Partial<Decision>): Promise<string> {
  const one = refusal({
    registryId: registry.id,
    asked: [{ type: "repository", name: "shop/web", actions: ["push"] }],
    rulings: [
      { scope: "repository:shop/web", action: "push", allowed: false, because: "Owners push." },
    ],
    ...given,
  });
  recordRefusal(one);
  await flushDecisions();
  return one.id;
}

const asUser = (user: User) => ({
  userId: user.id,
  username: user.username,
  proof: "password" as const,
});

test("admins, the person and owners of the place may read a decision; to others it does not exist", async () => {
  const id = await record(asUser(viewer));

  for (const [reader, status] of [
    [admin, 200],
    [viewer, 200],
    [owner, 200],
    [stranger, 404],
    [null, 404],
  ] as const)
    assert.equal((await get(`/decisions/${id}`, reader)).status, status);
});

test("owners see whose push was refused and why, but not from where", async () => {
  const id = await record(asUser(viewer));

  const { body } = await get(`/decisions/${id}`, owner);

  const seen: Seen = body;
  assert.equal(seen.user?.name, viewer.username);
  assert.equal(seen.address, null);
  assert.deepEqual(
    seen.rules.map(({ because }) => because),
    ["Owners push."],
  );
});

test("an owner is not told what else was asked for, or whether it was granted", async () => {
  const other = { type: "repository", name: "elsewhere/web", actions: ["pull"] };
  const id = await record({
    ...asUser(viewer),
    asked: [{ type: "repository", name: "shop/web", actions: ["push"] }, other],
    granted: [other],
    rulings: [
      { scope: "repository:shop/web", action: "push", allowed: false, because: "Owners push." },
      { scope: "repository:elsewhere/web", action: "pull", allowed: true, because: "Members." },
    ],
  });

  const { body } = await get(`/decisions/${id}`, owner);

  assert.deepEqual(body.granted, []);
  assert.doesNotMatch(JSON.stringify(body), /elsewhere|Members|"allowed":true/);
});

test("a person who may not see a private repository is not told whether it exists", async () => {
  const existing = await record(asUser(stranger));
  const missing = await record({
    ...asUser(stranger),
    asked: [{ type: "repository", name: "nowhere/web", actions: ["push"] }],
    rulings: [
      { scope: "repository:nowhere/web", action: "push", allowed: false, because: "Not there." },
    ],
  });

  const reasons = async (id: string) =>
    ((await get(`/decisions/${id}`, stranger)).body as Seen).rules.map(({ because }) => because);

  assert.deepEqual(await reasons(existing), ["There is no such repository, or no access to it."]);
  assert.deepEqual(await reasons(missing), await reasons(existing));
});

test("an anonymous refusal is readable by anyone who has its id, and names nothing private", async () => {
  const id = await record({});

  const { status, body } = await get(`/decisions/${id}`, null);

  const seen: Seen = body;
  assert.equal(status, 200);
  assert.deepEqual(seen.asked, ["repository:…:push"]);
  assert.ok(!JSON.stringify(seen).includes("shop"));
  assert.equal(seen.address, null);
});

test("refused credentials do not reveal the account to anyone who has the id", async () => {
  const id = await record({
    username: viewer.username,
    because: "The account is disabled.",
    message: "Wrong, or disabled.",
  });

  const seen: Seen = (await get(`/decisions/${id}`, stranger)).body;
  assert.equal(seen.user, null);
  assert.equal(seen.because, "Wrong, or disabled.");
  const full: Seen = (await get(`/decisions/${id}`, admin)).body;
  assert.equal(full.user?.name, viewer.username);
  assert.equal(full.because, "The account is disabled.");
});

test("people list their own decisions, owners those about their places, and admins all", async () => {
  await db.decision.deleteMany();
  const own = await record(asUser(viewer));
  const others = await record(asUser(stranger));
  const ids = async (path: string, reader: User) =>
    ((await get(path, reader)).body as Seen[]).map(({ id }) => id);

  assert.deepEqual(await ids("/decisions", viewer), [own]);
  assert.deepEqual(await ids("/decisions", owner), []);
  assert.deepEqual(await ids("/decisions?repository=shop/web", owner), [others, own]);
  assert.deepEqual(await ids("/decisions?repository=shop/", owner), [others, own]);
  assert.deepEqual(await ids("/decisions?repository=shop/web", viewer), [own]);
  assert.deepEqual(await ids("/decisions", admin), [others, own]);
  assert.deepEqual(await ids(`/decisions?user=${viewer.username}`, admin), [own]);
  assert.deepEqual(await ids(`/decisions?user=${viewer.username}`, stranger), []);
  assert.deepEqual(await ids("/decisions?outcome=granted", admin), []);
});

test("the list has pages", async () => {
  await db.decision.deleteMany();
  for (let n = 0; n < 3; n++) await record(asUser(viewer));

  const { body, headers } = await get("/decisions?per_page=2&page=2", viewer);

  assert.equal(body.length, 1);
  assert.equal(headers.get("x-total"), "3");
});

test("a token that may not read the API reads no decisions of its owner by their id", async () => {
  const id = await record(asUser(viewer));
  const input = { name: "registry only", expiresAt: null, scopes: ["registry" as const] };
  const { secret } = await createToken(by(actorOf(viewer)), viewer.id, input);

  const headers = { "portus-auth": `${viewer.username}:${secret}` };
  const res = await fetch(`${app.url}/api/v1/decisions/${id}`, { headers });

  assert.equal(res.status, 404);
});
