import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { connect, db, disconnect, pool } from "../../src/platform/db/client.ts";
import { startEmbedded } from "../../src/platform/db/embedded.ts";
import { migrate } from "../../src/platform/db/migrate.ts";
import { applyPending } from "../../src/protocol/events/apply-pending.ts";
import { readEnvelopeOffLoop } from "../../src/protocol/events/envelope.ts";
import { storeEvents } from "../../src/protocol/events/receive.ts";
import { type EventDraft, eventOf, post } from "../support/data/events.ts";
import { makeNamespace, makeUser } from "../support/data/factories.ts";
import { freePort, type Started, start, typescript } from "../support/processes.ts";
import { until } from "../support/waiting.ts";

const [pushes, pulls, repositories] = [1_000, 1_000, 20];
const killEvery = 250; // acknowledged events

const directory = mkdtempSync(join(tmpdir(), "portus-durability-"));
const postgres = await startEmbedded(join(directory, "postgres"));
await migrate(postgres.url);
connect(postgres.url);
after(async () => {
  await disconnect();
  await postgres.stop();
  rmSync(directory, { recursive: true, force: true });
});

test("EVT-009, EVT-015: 2,000 events are applied once each while Portus and Postgres are killed", async () => {
  const pusher = await makeUser({ admin: true });
  await makeNamespace({ name: "web" });
  await tagEverywhere(pusher.username);
  const postmaster = await postmasterFile();
  const portus = await keepAlive();
  const events = shuffled([
    ...Array.from({ length: pushes }, (_, n) => draft(n, { tag: `t${n}`, actor: pusher.username })),
    ...Array.from({ length: pulls }, (_, n) => draft(n, { action: "pull" })),
  ]);

  let acknowledged = 0;
  const kills = { portus: 0, postgres: 0 };
  const queue = events.map((it) => eventOf(it));
  const sendAll = async () => {
    for (let event = queue.pop(); event; event = queue.pop()) {
      await deliver(portus, event);
      acknowledged += 1;
      const count = acknowledged; // concurrent calls change it
      if (count % 7 === 0) await deliver(portus, event); // repeated, as after a lost answer
      if (count % killEvery === 0) await killOne(count / killEvery);
    }
  };
  const killOne = async (time: number) => {
    const victim = time % 2 === 1 ? "portus" : "postgres";
    const kill = victim === "portus" ? portus.kill : () => killed(postmaster);
    await until(kill, `${victim} to be there, to be killed`);
    kills[victim] += 1;
  };
  await Promise.all(Array.from({ length: 6 }, sendAll));
  await until(allSettled, "all events to be applied", 120_000);
  await portus.stop();

  const states = await db.registryEvent.groupBy({ by: ["state"], _count: true });
  const found = await db.repository.findMany({ orderBy: { id: "asc" } });
  const sum = (name: "tagsCount" | "pullsCount") =>
    found.reduce((all, it) => all + Number(it[name]), 0);
  assert.deepEqual(kills, { portus: 4, postgres: 4 });
  assert.deepEqual(states, [{ state: "applied", _count: pushes + pulls + repositories }]);
  assert.equal(
    await db.activity.count({ where: { key: "repository.push" } }),
    pushes + repositories,
  );
  assert.equal(sum("tagsCount"), pushes + repositories);
  assert.equal(sum("pullsCount"), pulls);
});

const draft = (n: number, given: EventDraft): EventDraft => ({
  repository: `web/app${n % repositories}`,
  ...given,
});

/** Creates each repository before its first pull. */
async function tagEverywhere(actor: string): Promise<void> {
  const events = Array.from({ length: repositories }, (_, n) =>
    eventOf(draft(n, { tag: "first", actor })),
  );
  await storeEvents(await readEnvelopeOffLoop(JSON.stringify({ events }), new Date()));
  await applyPending();
}

/** Sends an event as a registry does: it retries until Portus acknowledges it. */
async function deliver(portus: { url: string }, event: unknown): Promise<void> {
  for (;;) {
    const status = await post(portus, { events: [event] }).then(
      (res) => res.arrayBuffer().then(() => res.status),
      () => 0,
    );
    if (status === 202) return;
    assert.ok([0, 503].includes(status), `answered ${status}`);
    await pause(100);
  }
}

/** A Portus process that is restarted whenever it ends. */
async function keepAlive() {
  const port = await freePort();
  const env = {
    PORT: String(port),
    DATABASE_URL: postgres.url,
    PORTUS_DATA_DIR: join(directory, "portus"),
    PORTUS_REGISTRY_URL: "http://127.0.0.1:1",
  };
  let stopping = false;
  let portus: Started;
  const kept = (async () => {
    while (!stopping) {
      portus = start([process.execPath, ...typescript, "src/main/server.ts"], env);
      await portus.ended;
    }
  })();
  const stop = async () => {
    stopping = true;
    await portus.stop("SIGKILL");
    await kept;
  };
  after(stop);
  return { url: `http://127.0.0.1:${port}`, kill: () => portus.child.kill("SIGKILL"), stop };
}

async function postmasterFile(): Promise<string> {
  const { rows } = await pool.query("SHOW data_directory");
  return join(rows[0].data_directory, "postmaster.pid");
}

/** False during a restart: the file is absent or names the previous process. */
function killed(pidFile: string): boolean {
  try {
    return process.kill(Number(readFileSync(pidFile, "utf8").split("\n")[0]), "SIGKILL");
  } catch {
    return false;
  }
}

async function allSettled(): Promise<boolean> {
  const pending = await db.registryEvent.count({ where: { state: "pending" } }).catch(() => -1);
  return pending === 0;
}

function shuffled<T>(items: readonly T[]): T[] {
  const keyed = items.map((item) => ({ item, key: Math.random() }));
  return keyed.sort((one, two) => one.key - two.key).map(({ item }) => item);
}
