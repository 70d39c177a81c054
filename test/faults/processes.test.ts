import assert from "node:assert/strict";
import { createServer } from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import { scrape } from "../operations/metrics/scrape.ts";
import { basicOf } from "../protocol/token/token-client.ts";
import { eventOf } from "../support/data/events.ts";
import { makePerson, makeUser, password } from "../support/data/factories.ts";
import { makeApplicationToken } from "../support/data/two-teams.ts";
import { send, signInBy } from "../support/requests.ts";
import { until } from "../support/waiting.ts";
import {
  app,
  directory,
  makeOwned,
  notify,
  service,
  startPortus,
  workers,
} from "./two-processes.ts";

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

test("a scrape of one process has the metrics of all, each with its process, and the catalogue once", async () => {
  const samples = await scrape(app);
  const of = (name: string) => [...samples.keys()].filter((it) => it.startsWith(`${name}{`));

  assert.deepEqual(
    of("process_resident_memory_bytes").sort(),
    ["1", "2", "main"].map((name) => `process_resident_memory_bytes{process="${name}"}`),
  );
  const answered = ["1", "2"].map((name) =>
    samples.get(`portus_http_requests_total{route="token",status="4xx",process="${name}"}`),
  );
  assert.ok(
    answered.every((count) => (count ?? 0) > 0),
    `${answered}`,
  );
  assert.ok(samples.has("portus_tags"));
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
