import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { connect, db, disconnect } from "../../src/platform/db/client.ts";
import { makeNamespace, makeTeam, makeUser } from "../support/data/factories.ts";
import { testDatabaseUrl } from "../support/postgres.ts";
import { answersWhile, freePort, start, typescript } from "../support/processes.ts";
import { until } from "../support/waiting.ts";

// PORTUS_PROCESSES=2: new connections go to the two processes in turn.

export const directory = mkdtempSync(join(tmpdir(), "portus-processes-"));
const databaseUrl = await testDatabaseUrl();
const eventsSecret = "the events secret of two processes";
export const service = "registry.test.lan:5000";
const port = await freePort();
export const app = { url: `http://127.0.0.1:${port}` };
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
export const portus = startPortus();
connect(databaseUrl);
after(async () => {
  await portus.stop("SIGKILL");
  await disconnect();
  rmSync(directory, { recursive: true, force: true });
});
await isReady();

const admin = await makeUser({ username: "ada", admin: true });
await db.founding.create({ data: { userId: admin.id } });

export function startPortus(given: Record<string, string> = {}) {
  return start([process.execPath, ...typescript, "src/main/server.ts"], { ...env, ...given });
}

export function isReady(): Promise<void> {
  return until(() => answersWhile(portus, `${app.url}/readyz`, 200), "Portus", 60_000);
}

/** The processes that answer requests. */
export function workers(of = portus.pid): number[] {
  const children = readFileSync(`/proc/${of}/task/${of}/children`, "utf8");
  return children
    .trim()
    .split(" ")
    .map(Number)
    .filter((pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("main/server"));
}

/** A public namespace and the name of its owner. */
export async function makeOwned() {
  const owner = await makeUser();
  const team = await makeTeam({ owners: [owner] });
  const { id } = await db.registry.findFirstOrThrow();
  const namespace = await makeNamespace({ team, registryId: id, visibility: "public" });
  return { namespace, owner: owner.username };
}

/** The status of a notification; 0 if there is no answer, as from a process that was killed. */
export async function notify(event: unknown): Promise<number> {
  const body = JSON.stringify({ events: [event] });
  const headers = { authorization: `Bearer ${eventsSecret}`, connection: "close" };
  const signal = AbortSignal.timeout(5_000);
  const url = `${app.url}/v2/webhooks/events`;
  const found = await fetch(url, { method: "POST", headers, body, signal }).catch(() => undefined);
  return found?.status ?? 0;
}
