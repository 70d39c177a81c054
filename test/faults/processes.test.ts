import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { connect, db, disconnect } from "../../src/platform/db/client.ts";
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
import { testDatabaseUrl } from "../support/postgres.ts";
import { alive, answersWhile, freePort, start, typescript } from "../support/processes.ts";
import { send, signInBy } from "../support/requests.ts";
import { until } from "../support/waiting.ts";

// PORTUS_PROCESSES=2: new connections go to the two processes in turn.

const directory = mkdtempSync(join(tmpdir(), "portus-processes-"));
const databaseUrl = await testDatabaseUrl();
const eventsSecret = "the events secret of two processes";
const service = "registry.test.lan:5000";
const port = await freePort();
const app = { url: `http://127.0.0.1:${port}` };
const env = {
  HOST: "127.0.0.1",
  PORT: `${port}`,
  DATABASE_URL: databaseUrl,
  PORTUS_DATA_DIR: directory,
  PORTUS_REGISTRY_HOST: service,
  PORTUS_REGISTRY_URL: "http://127.0.0.1:1",
  PORTUS_EVENTS_SECRET: eventsSecret,
  PORTUS_DRAIN_SECONDS: "1",
  PORTUS_PROCESSES: "2",
  PORTUS_LOG_LEVEL: "error",
};
const portus = startPortus();
connect(databaseUrl);
after(async () => {
  await portus.stop("SIGKILL");
  await disconnect();
  rmSync(directory, { recursive: true, force: true });
});
await isReady();

const admin = await makeUser({ username: "ada", admin: true });
await db.founding.create({ data: { userId: admin.id } });

function startPortus(given: Record<string, string> = {}) {
  return start([process.execPath, ...typescript, "src/main/server.ts"], { ...env, ...given });
}

function isReady(): Promise<void> {
  return until(() => answersWhile(portus, `${app.url}/readyz`, 200), "Portus", 60_000);
}

/** The processes that answer requests. */
function workers(of = portus.pid): number[] {
  const children = readFileSync(`/proc/${of}/task/${of}/children`, "utf8");
  return children
    .trim()
    .split(" ")
    .map(Number)
    .filter((pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("main/server"));
}

async function login(username: string, secret = password): Promise<number> {
  const headers = basicOf(username, secret);
  return (await send(app, { path: `/v2/token?service=${service}`, headers })).status;
}

const times = async <T>(number: number, work: () => Promise<T>): Promise<T[]> => {
  const results: T[] = [];
  for (let n = 0; n < number; n += 1) results.push(await work());
  return results;
};

test("two processes answer, and wrong passwords are counted together", async () => {
  const user = await makeUser();
  let guess = 0;
  const statuses = await times(14, () => login(user.username, `wrong ${guess++}`));

  assert.equal(workers().length, 2);
  assert.deepEqual(statuses, [...Array(10).fill(401), ...Array(4).fill(429)]);
});

test("a session holds at both processes and ends at both; a revoked token is refused at both within a second", async () => {
  const { user } = await makePerson();
  const { cookie, csrf } = await signInBy(app, user);
  const profile = async () => (await send(app, { path: "/profile", headers: { cookie } })).status;
  const { token, secret } = await makeApplicationToken(user);
  const { header } = await makeApplicationToken(user);
  const before = [
    ...(await times(4, profile)),
    ...(await times(4, () => login(user.username, secret))),
  ];

  const form = { cookie, "content-type": "application/x-www-form-urlencoded" };
  const body = `${new URLSearchParams({ _csrf: csrf })}`;
  await send(app, { method: "POST", path: "/sign-out", headers: form, body });
  const path = `/api/v1/users/application_tokens/${token.id}`;
  await send(app, { method: "DELETE", path, headers: { "portus-auth": header } });

  assert.deepEqual(before, Array(8).fill(200));
  assert.deepEqual(await times(4, profile), Array(4).fill(303));
  await until(
    async () => (await times(4, () => login(user.username, secret))).every((it) => it === 401),
    "both processes to refuse the token",
    1_000,
  );
});

test("streams at both processes show a push", async () => {
  const { namespace, owner } = await makeOwned();
  const streams = await times(2, async () => {
    const url = `${app.url}/live?for=repositories&since=${Date.now() + 5_000}`;
    const found = await fetch(url, { headers: { accept: "text/event-stream" } });
    return found.body?.getReader() as ReadableStreamDefaultReader<Uint8Array>;
  });

  assert.equal(
    await notify(eventOf({ repository: `${namespace.name}/live`, tag: "new", actor: owner })),
    202,
  );

  for (const stream of streams) assert.ok((await readUntil(stream, '"tag":"new"')).length > 0);
  for (const stream of streams) await stream.cancel();
});

async function readUntil(stream: ReadableStreamDefaultReader<Uint8Array>, text: string) {
  let seen = "";
  while (!seen.includes(text)) {
    const { value, done } = await stream.read();
    if (done) throw new Error(`the stream ended after: ${seen}`);
    seen += Buffer.from(value).toString();
  }
  return seen;
}

test("a connection that a killed process was to take goes to another one", {
  timeout: 60_000,
}, async () => {
  const [hanging, other] = workers() as [number, number];
  process.kill(hanging, "SIGSTOP");
  process.kill(other, "SIGSTOP");
  const asked = [send(app, { path: "/readyz" }), send(app, { path: "/readyz" })];
  await pause(500); // each process is to take one of them
  process.kill(hanging, "SIGKILL");
  process.kill(other, "SIGCONT");

  const answers = await Promise.all(asked);

  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200],
  );
  await until(() => workers().length === 2, "a new process", 60_000);
});

async function makeOwned() {
  const owner = await makeUser();
  const team = await makeTeam({ owners: [owner] });
  const { id } = await db.registry.findFirstOrThrow();
  const namespace = await makeNamespace({ team, registryId: id, visibility: "public" });
  return { namespace, owner: owner.username };
}

/** The status of a notification; 0 if there is no answer, as from a process that was killed. */
async function notify(event: unknown): Promise<number> {
  const body = JSON.stringify({ events: [event] });
  const headers = { authorization: `Bearer ${eventsSecret}`, connection: "close" };
  const signal = AbortSignal.timeout(5_000);
  const url = `${app.url}/v2/webhooks/events`;
  const found = await fetch(url, { method: "POST", headers, body, signal }).catch(() => undefined);
  return found?.status ?? 0;
}

test("if all are killed at once, no connection is left open", { timeout: 60_000 }, async () => {
  const before = workers();
  for (const pid of before) process.kill(pid, "SIGSTOP");
  const asked = Array.from({ length: 6 }, () => send(app, { path: "/readyz" }));
  await pause(500); // each process is to take one of them
  for (const pid of before) process.kill(pid, "SIGKILL");

  const ends = await Promise.allSettled(asked);

  assert.equal(ends.length, 6);
  await isReady();
});

test("a killed process is replaced, and every notification is applied once", async () => {
  const { namespace, owner } = await makeOwned();
  const before = workers();
  const tags = Array.from({ length: 60 }, (_, n) => `t${n}`);
  for (const [n, tag] of tags.entries()) {
    if (n === 20 || n === 40) process.kill(workers()[0] as number, "SIGKILL");
    const event = eventOf({ repository: `${namespace.name}/app`, tag, actor: owner });
    while ((await notify(event)) !== 202) await pause(50); // as a registry does
  }
  await until(() => workers().length === 2, "new processes", 60_000);
  await until(async () => (await db.tag.count({ where: { name: { in: tags } } })) === 60, "tags");

  assert.ok(!before.every((pid) => workers().includes(pid)));
  assert.match(portus.said(), /"signal":"SIGKILL".*a process that answers requests ended/);
  const where = { key: "repository.push", namespaceId: namespace.id };
  assert.equal(await db.activity.count({ where }), 60);
  assert.equal(await db.registryEvent.count({ where: { state: { not: "applied" } } }), 0);
});

test("a port in use is said once, and nothing is left", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => other.once("listening", resolve));
  const address = other.address();
  const used = typeof address === "object" && address ? address.port : 0;
  const refused = startPortus({ PORT: `${used}`, PORTUS_DATA_DIR: join(directory, "second") });

  const code = await refused.ended;
  other.close();

  assert.equal(code, 1);
  assert.match(refused.said(), new RegExp(`Port ${used} is in use by another program`));
  assert.match(refused.said(), /could not start/);
});

test("a signal drains and ends all processes", async () => {
  const pids = workers();

  portus.child.kill("SIGTERM");
  await until(() => answersWhile(portus, `${app.url}/readyz`, 503), "readyz to be 503", 2_000);
  const code = await portus.ended;

  assert.equal(code, 0);
  assert.deepEqual(pids.map(alive), [false, false]);
});

test("if the first process is killed, the others end", async () => {
  const first = startPortus();
  await until(() => answersWhile(first, `${app.url}/readyz`, 200), "Portus", 60_000);
  const pids = workers(first.pid);

  await first.stop("SIGKILL");

  assert.equal(pids.length, 2);
  await until(() => !pids.some(alive), "the others to end", 5_000);
});
