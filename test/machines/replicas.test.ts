import assert from "node:assert/strict";
import { get, type IncomingMessage } from "node:http";
import { after, test } from "node:test";
import { db, type User } from "../../src/platform/db/client.ts";
import { basicOf } from "../protocol/token/token-client.ts";
import { eventOf } from "../support/data/events.ts";
import {
  makeNamespace,
  makePerson,
  makeTeam,
  makeUser,
  password,
} from "../support/data/factories.ts";
import { makeApplicationToken } from "../support/data/two-teams.ts";
import { eventsSecret, startReplicas } from "../support/replicas.ts";
import { type Given, send, signInBy } from "../support/requests.ts";
import { slowness, until } from "../support/waiting.ts";

// Two replicas behind nginx, which sends requests to them in turn. What one learns holds at the other within a second.

const service = "registry.test.lan:5000";
const { proxy, replicas, start, running } = await startReplicas({ PORTUS_REGISTRY_HOST: service });

const admin = await makeUser({ username: "ada", admin: true });
await db.founding.create({ data: { userId: admin.id } });
const { header: adminToken } = await makeApplicationToken(admin);

/** The status of a token request, through the proxy or to one replica. */
async function login(
  app: { url: string },
  user: Pick<User, "username">,
  { secret = password, ...place }: { secret?: string; from?: string } = {},
): Promise<number> {
  const headers = basicOf(user.username, secret);
  return (await send(app, { path: `/v2/token?service=${service}`, headers, ...place })).status;
}

/** The same at both replicas, from an address that the proxy reports. */
async function loginAtBoth(user: Pick<User, "username">, from: string, secret = password) {
  const headers = { ...basicOf(user.username, secret), "x-forwarded-for": from };
  const path = `/v2/token?service=${service}`;
  return Promise.all(replicas.map(async (app) => (await send(app, { path, headers })).status));
}

const withinASecond = (isSo: () => Promise<boolean>, what: string) => until(isSo, what, 1_000);
const isAtBoth = (statuses: number[], status: number) => statuses.every((it) => it === status);

const byApi = (app: { url: string }, { method, path, body = {}, by = adminToken }: ApiCall) =>
  send(app, {
    method,
    path: `/api/v1${path}`,
    headers: { "portus-auth": by, "content-type": "application/json" },
    body: JSON.stringify(body),
  });

interface ApiCall {
  method: string;
  path: string;
  body?: object;
  by?: string;
}

test("a session that one replica starts is good at both, and ends at both", async () => {
  const { user } = await makePerson();
  const { cookie, csrf } = await signInBy(proxy, user);
  const profile = (app: { url: string }) => send(app, { path: "/profile", headers: { cookie } });
  const seen = new Set<unknown>();
  for (let n = 0; n < 4; n += 1) {
    const { status, headers } = await profile(proxy);
    assert.equal(status, 200);
    seen.add(headers["x-replica"]);
  }
  assert.equal(seen.size, 2);

  const headers = { cookie, "content-type": "application/x-www-form-urlencoded" };
  const body = `${new URLSearchParams({ _csrf: csrf })}`;
  assert.equal(
    (await send(proxy, { method: "POST", path: "/sign-out", headers, body })).status,
    303,
  );

  for (const app of replicas) assert.equal((await profile(app)).status, 303);
});

test("R15, S9: ten wrong passwords are accepted by both replicas together, and the network is stopped at both", async () => {
  const user = await makeUser();
  const from = "127.0.0.2";
  const statuses = [];
  for (let n = 0; n < 14; n += 1)
    statuses.push(await login(proxy, user, { secret: `wrong ${n}`, from }));

  assert.deepEqual(statuses, [...Array(10).fill(401), ...Array(4).fill(429)]);
  assert.equal(await login(proxy, user, { from }), 429);
  assert.equal(await login(proxy, user, { from }), 429);
  assert.deepEqual(await loginAtBoth(user, "127.0.0.3"), [200, 200]);
});

test("S9: a network where an account signed in at one replica is known at the other", async () => {
  const [user, other] = [await makeUser(), await makeUser()];
  const from = "192.0.2.1";
  const headers = { ...basicOf(user.username), "x-forwarded-for": from };
  const path = `/v2/token?service=${service}`;
  assert.equal((await send(replicas[0] as { url: string }, { path, headers })).status, 200);
  for (let n = 0; n < 55; n += 1) await loginAtBoth({ username: `nobody${n}` }, from, `wrong ${n}`);

  assert.deepEqual(await loginAtBoth(other, from), [429, 429]);
  assert.deepEqual(await loginAtBoth(user, from), [200, 200]);
});

test("R15: a replica that starts again forgets no failures", async () => {
  const user = await makeUser();
  const from = "192.0.2.20";
  for (let n = 0; n < 5; n += 1) await loginAtBoth(user, from, `wrong ${n}`);
  await running[1]?.stop("SIGKILL");
  await start(1);

  assert.deepEqual(await loginAtBoth(user, from), [429, 429]);
});

test("an application token that is cached at both replicas is refused at both within a second of its revocation", async () => {
  const user = await makeUser();
  const { token, secret } = await makeApplicationToken(user);
  const statuses = () => loginAtBoth(user, "192.0.2.30", secret);
  assert.deepEqual(await statuses(), [200, 200]);

  const [one] = replicas as [{ url: string }];
  const path = `/users/application_tokens/${token.id}`;
  const by = (await makeApplicationToken(user)).header;
  assert.equal((await byApi(one, { method: "DELETE", path, by })).status, 204);

  await withinASecond(async () => isAtBoth(await statuses(), 401), "the token to be refused");
});

test("an account that one replica disables is refused at both within a second, and so is its session", async () => {
  const { user } = await makePerson();
  const { cookie } = await signInBy(proxy, user);
  const from = "192.0.2.31";
  assert.deepEqual(await loginAtBoth(user, from), [200, 200]);

  const [, two] = replicas as [{ url: string }, { url: string }];
  const answer = await byApi(two, {
    method: "PUT",
    path: `/users/${user.id}`,
    body: { enabled: false },
  });
  assert.ok(answer.status < 300, answer.text);

  await withinASecond(async () => isAtBoth(await loginAtBoth(user, from), 401), "the refusal");
  for (const app of replicas)
    assert.equal((await send(app, { path: "/profile", headers: { cookie } })).status, 303);
});

/** What each replica grants somebody who asks to pull from and push to a repository. */
async function grantsAtBoth(user: Pick<User, "username">, repository: string, from: string) {
  const headers = { ...basicOf(user.username), "x-forwarded-for": from };
  const path = `/v2/token?service=${service}&scope=repository:${repository}:pull,push`;
  const answers = await Promise.all(replicas.map((app) => send(app, { path, headers })));
  return answers.map(({ text }) => {
    const [, payload = ""] = String(JSON.parse(text).token).split(".");
    const { access } = JSON.parse(Buffer.from(payload, "base64url").toString());
    return access.flatMap(({ actions }: { actions: string[] }) => actions).join();
  });
}

test("a role and a visibility that one replica changes are cached by neither a second later", async () => {
  const member = await makeUser();
  const team = await makeTeam({ contributors: [member] });
  const registry = await db.registry.findFirstOrThrow();
  const namespace = await makeNamespace({ team, registryId: registry.id, visibility: "private" });
  const grants = () => grantsAtBoth(member, `${namespace.name}/app`, "192.0.2.32");
  const areNow = (actions: string) =>
    withinASecond(async () => (await grants()).every((it) => it === actions), `"${actions}"`);
  assert.deepEqual(await grants(), ["pull,push", "pull,push"]);

  const { id } = await db.membership.findFirstOrThrow({ where: { userId: member.id } });
  const [one, two] = replicas as [{ url: string }, { url: string }];
  const path = `/teams/${team.id}/members/${id}`;
  assert.equal((await byApi(one, { method: "DELETE", path })).status, 204);
  await areNow("");

  const opened = { method: "PUT", path: `/namespaces/${namespace.id}` };
  const answer = await byApi(two, { ...opened, body: { visibility: "public" } });
  assert.ok(answer.status < 300, answer.text);
  await areNow("pull");
});

/** Opens the stream of a page at one replica. */
async function streamAt(app: { url: string }, headers: Given["headers"] = {}) {
  const messages: { at: number; text: string }[] = [];
  let endedAt: number | null = null;
  const url = `${app.url}/live?for=repositories&since=${Date.now() + 5_000}`;
  const res = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { headers: { ...headers, accept: "text/event-stream" } }, resolve).once(
      "error",
      reject,
    );
  });
  assert.equal(res.statusCode, 200);
  res.on("data", (chunk: Buffer) => {
    if (chunk.includes("data: ")) messages.push({ at: Date.now(), text: chunk.toString() });
  });
  res.on("close", () => {
    endedAt = Date.now();
  });
  after(() => res.destroy());
  return { messages, endedAt: () => endedAt };
}

test("a push is shown by both replicas within a second of each other", async () => {
  const owner = await makeUser();
  const team = await makeTeam({ owners: [owner] });
  const registry = await db.registry.findFirstOrThrow();
  const namespace = await makeNamespace({ team, registryId: registry.id, visibility: "public" });
  const streams = await Promise.all(replicas.map((app) => streamAt(app)));

  const event = eventOf({ repository: `${namespace.name}/app`, tag: "new", actor: owner.username });
  const headers = { authorization: `Bearer ${eventsSecret}` };
  const path = "/v2/webhooks/events";
  const body = JSON.stringify({ events: [event] });
  assert.equal((await send(proxy, { method: "POST", path, headers, body })).status, 202);

  await until(() => streams.every(({ messages }) => messages.length > 0), "both streams", 5_000);
  const [one = 0, two = 0] = streams.map(({ messages }) => messages[0]?.at);
  assert.ok(Math.abs(one - two) <= 1_000 * slowness(), `${Math.abs(one - two)} ms apart`);
  for (const { messages } of streams) assert.match(messages[0]?.text ?? "", /"tag":"new"/);
});

test("streams of a session end at both replicas within a second of each other", async () => {
  const { user } = await makePerson();
  const { cookie } = await signInBy(proxy, user);
  const streams = await Promise.all(replicas.map((app) => streamAt(app, { cookie })));

  await db.session.deleteMany();

  await until(
    () => streams.every(({ endedAt }) => endedAt() !== null),
    "both streams to end",
    5_000,
  );
  const [one, two] = streams.map(({ endedAt }) => endedAt() ?? 0) as [number, number];
  assert.ok(Math.abs(one - two) <= 1_000 * slowness(), `${Math.abs(one - two)} ms apart`);
});
