import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { db } from "../../src/platform/db/client.ts";
import { eventOf } from "../support/data/events.ts";
import { alive, answersWhile } from "../support/processes.ts";
import { send } from "../support/requests.ts";
import { until } from "../support/waiting.ts";
import { app, isReady, makeOwned, notify, portus, startPortus, workers } from "./two-processes.ts";

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
