import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { connect, db, disconnect, pool } from "../../../src/platform/db/client.ts";
import { type Embedded, startEmbedded } from "../../../src/platform/db/embedded.ts";
import { migrate } from "../../../src/platform/db/migrate.ts";
import { eventOf, post, secret } from "../data/events.ts";
import { makeNamespace, makeTeam, makeUser, password } from "../data/factories.ts";
import { freePort, type Started, start, typescript } from "../processes.ts";
import { until } from "../waiting.ts";
import { type Link, linkTo } from "./link.ts";

export const host = "registry.test.lan:5000";
const repositories = 5;

/** A Portus process and its Postgres with a breakable link between them, and what must hold whatever breaks. */
export interface FaultyInstance {
  directory: string;
  url: string; // of Portus
  env: Record<string, string>;
  postgres: Embedded;
  link: Link;
  /** Kills Portus with SIGKILL; it is started again at once, with the clock off by so many ms. */
  kill(clockOffMs?: number): void;
  killPostgres(signal: NodeJS.Signals): boolean;
  /** Sends pushes as a registry does, each until it is accepted; resolves when all are. */
  push(count: number): Promise<void>;
  /** Waits until /readyz has a status and its text matches. */
  readyz(status: number, text?: RegExp): Promise<void>;
  /** Waits until all accepted events are applied, and checks that each was applied once and nobody got too much. */
  check(): Promise<void>;
}

interface Given {
  registryUrl?: string;
  /** Mounts a disk of its own for Postgres. Returns a function that unmounts it. */
  mountDisk?(directory: string): () => void;
}

export async function startFaultyInstance(given: Given = {}): Promise<FaultyInstance> {
  const { registryUrl = "http://127.0.0.1:1", mountDisk = () => () => {} } = given;
  const directory = mkdtempSync(join(tmpdir(), "portus-faults-"));
  chmodSync(directory, 0o755); // the account of Postgres goes through it
  const disk = join(directory, "postgres");
  const unmount = mountDisk(disk);
  const postgres = await startEmbedded(disk, {
    settings: { max_connections: "60" },
  });
  await migrate(postgres.url);
  connect(postgres.url);
  after(async () => {
    await disconnect();
    await postgres.stop();
    unmount();
    rmSync(directory, { recursive: true, force: true });
  });
  const link = await linkTo(postgres.url);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    PORT: String(port),
    DATABASE_URL: link.url,
    PORTUS_DATA_DIR: join(directory, "portus"),
    PORTUS_REGISTRY_HOST: host,
    PORTUS_REGISTRY_URL: registryUrl,
    PORTUS_EVENTS_SECRET: secret,
    PORTUS_LOG_LEVEL: "warn",
  };
  const portus = keepRunning(env);
  await until(() => readiness(url, 200), "Portus to be ready", 60_000);

  const pusher = await makeUser({ username: "pusher" });
  const stranger = await makeUser({ username: "stranger" });
  const team = await makeTeam({ contributors: [pusher] });
  await makeNamespace({ name: "web", visibility: "private", team });
  const { rows } = await pool.query("SHOW data_directory");
  const pidFile = join(rows[0].data_directory, "postmaster.pid");
  let accepted = 0;
  let sent = 0;

  const sendAll = async (left: { count: number }) => {
    while (left.count-- > 0) {
      const n = sent++;
      const draft = {
        repository: `web/app${n % repositories}`,
        tag: `t${n}`,
        actor: pusher.username,
      };
      const event = eventOf(draft);
      await deliver(url, event);
      accepted += 1;
      if (n % 7 === 0) await deliver(url, event); // repeated, as after a lost answer
      await checkGrant(url, stranger.username);
    }
  };

  return {
    directory,
    url,
    env,
    postgres,
    link,
    kill: portus.kill,
    killPostgres: (signal) => kill(pidFile, signal),
    push: async (count) => {
      const left = { count };
      await Promise.all(Array.from({ length: 4 }, () => sendAll(left)));
    },
    readyz: (status, text = /./) =>
      until(() => readiness(url, status, text), `readyz ${status} ${text}`, 60_000),
    check: async () => {
      await until(allSettled, "all events to be applied", 60_000);
      const states = await db.registryEvent.groupBy({ by: ["state"], _count: true });
      assert.deepEqual(states, [{ state: "applied", _count: accepted }]);
      assert.equal(await db.activity.count({ where: { key: "repository.push" } }), accepted);
      assert.equal(await db.tag.count(), accepted);
    },
  };
}

/** Sends an event as a registry does: it retries until Portus accepts it. */
async function deliver(url: string, event: unknown): Promise<void> {
  for (;;) {
    const status = await post({ url }, { events: [event] }).then(
      (res) => res.arrayBuffer().then(() => res.status),
      () => 0,
    );
    if (status === 202) return;
    assert.ok([0, 503].includes(status), `an event was answered ${status}`);
    await pause(100);
  }
}

/** Somebody without a role gets no token for the private namespace: whatever is broken, never more than the policy. */
async function checkGrant(url: string, username: string): Promise<void> {
  const scope = "repository:web/app0:pull,push";
  const query = new URLSearchParams({ service: host, scope });
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  const signal = AbortSignal.timeout(20_000);
  const answer = await fetch(`${url}/v2/token?${query}`, { headers: { authorization }, signal })
    .then(async (res) => ({ status: res.status, text: await res.text() }))
    .catch(() => ({ status: 0, text: "" }));
  assert.ok(
    [0, 200, 503].includes(answer.status),
    `a token was answered ${answer.status}: ${answer.text}`,
  );
  if (answer.status !== 200) return;
  const [, payload = ""] = String(JSON.parse(answer.text).token).split(".");
  assert.deepEqual(JSON.parse(Buffer.from(payload, "base64url").toString()).access, []);
}

async function readiness(url: string, status: number, text = /./): Promise<boolean> {
  const signal = AbortSignal.timeout(5_000);
  const answer = await fetch(`${url}/readyz`, { signal }).catch(() => undefined);
  return answer?.status === status && text.test(await answer.text());
}

const allSettled = async () =>
  (await db.registryEvent.count({ where: { state: "pending" } }).catch(() => -1)) === 0;

/** A Portus process that is started again whenever it ends, as by an init system. */
function keepRunning(env: Record<string, string>) {
  let stopping = false;
  let clockOffMs = 0;
  let portus: Started | undefined;
  const kept = (async () => {
    while (!stopping) {
      const clock = clockOffMs ? ["--import", clockModule(clockOffMs)] : [];
      portus = start([process.execPath, ...clock, ...typescript, "src/main/server.ts"], env);
      await portus.ended;
    }
  })();
  after(async () => {
    stopping = true;
    await portus?.stop("SIGKILL");
    await kept;
  });
  return {
    kill: (off = 0) => {
      clockOffMs = off;
      portus?.child.kill("SIGKILL");
    },
  };
}

/** Moves the clock of a process. */
function clockModule(ms: number): string {
  const code = `
    const Real = Date;
    globalThis.Date = class extends Real {
      constructor(...given) { given.length > 0 ? super(...given) : super(Real.now() + ${ms}); }
      static now() { return Real.now() + ${ms}; }
    };`;
  return `data:text/javascript,${encodeURIComponent(code)}`;
}

/** False during a restart: the file is absent or names the previous process. */
function kill(pidFile: string, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(Number(readFileSync(pidFile, "utf8").split("\n")[0]), signal);
  } catch {
    return false;
  }
}
