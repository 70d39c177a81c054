import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { basic, freePort, load, median, startCommand, withPostgres } from "./load.ts";

const starts = Number(process.env.BENCH_STARTS ?? 5);
const tokens = Number(process.env.BENCH_TOKENS ?? 100_000);
const events = Number(process.env.BENCH_EVENTS ?? 100_000);
const restSeconds = Number(process.env.BENCH_REST_SECONDS ?? 60);
const perEnvelope = 100;
const secret = "the events secret of the benchmark";
const goals = { startMs: 1_000, idleMb: 120, burstMb: 200 };

/** How long `npm start` takes, and the resident memory of its process at rest, after bursts and after them. */
export const memory = () =>
  withPostgres(async ({ url, directory, stops }) => {
    const { disconnect } = await import("../src/platform/db/client.ts");
    stops.push(disconnect);
    const requests = await prepare(url);
    const began: number[] = [];
    while (began.length < starts) {
      const { ms, stop } = await start(url, directory);
      began.push(ms);
      await stop();
    }
    say("npm start to /readyz", `${median(began).toFixed(0)} ms`, median(began) < goals.startMs);
    const server = await start(url, directory);
    stops.push(server.stop);
    await measure(server, requests);
  });

interface Requests {
  scope: string;
  headers: (string | undefined)[]; // anonymous, application token, password
}

async function prepare(url: string): Promise<Requests> {
  const { password, seed } = await import("./seed.ts");
  const { username, secret: token, service } = await seed(url);
  const { connect } = await import("../src/platform/db/client.ts");
  connect(url);
  await (await import("./events-seed.ts")).seedPlaces();
  const { config } = await import("../src/platform/config/config.ts");
  process.env.BENCH_REGISTRY = config.registry.host; // of the script that makes events
  process.env.BENCH_PER_ENVELOPE = String(perEnvelope);
  const query = new URLSearchParams({ service, scope: "repository:bench/app:pull" });
  return {
    scope: `/v2/token?${query}`,
    headers: [undefined, basic(username, token), basic(username, password)],
  };
}

interface Server {
  origin: string;
  pid: number;
  ms: number; // until it answered
  stop(): Promise<void>;
}

async function start(databaseUrl: string, directory: string): Promise<Server> {
  const [program = "", ...args] = startCommand();
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const log = openSync(join(directory, "portus.log"), "a");
  const began = performance.now();
  const child = spawn(program, args, {
    env: {
      ...process.env,
      NODE_ENV: "production",
      PORT: String(port),
      DATABASE_URL: databaseUrl,
      PORTUS_EVENTS_SECRET: secret,
    },
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
  };
  while (!(await fetch(`${origin}/readyz`).catch(() => null))?.ok) {
    if (child.exitCode !== null)
      throw new Error(`npm start ended with ${child.exitCode}. Run npm run build first.`);
    await pause(10);
  }
  return { origin, pid: child.pid ?? 0, ms: performance.now() - began, stop };
}

async function measure({ origin, pid }: Server, { scope, headers }: Requests): Promise<void> {
  await pause(5_000);
  say("at rest", `${resident(pid).now} MB`, resident(pid).now < goals.idleMb);

  for (let sent = 0; sent < tokens; )
    for (const authorization of headers) {
      const target = {
        name: "tokens",
        url: origin + scope,
        ...(authorization && { authorization }),
      };
      sent += 3 * (await load(target, 3));
    }
  sayBurst(`after ${tokens} tokens`, pid);

  const { db } = await import("../src/platform/db/client.ts");
  const target = { name: "events", url: `${origin}/v2/webhooks/events`, connections: 8 };
  const envelopes = { ...target, authorization: `Bearer ${secret}`, script: "bench/envelopes.lua" };
  for (let sent = 0; sent < events; ) sent += 3 * perEnvelope * (await load(envelopes, 3));
  while ((await db.registryEvent.count({ where: { state: "pending" } })) > 0) await pause(500);
  sayBurst(`after ${await db.registryEvent.count({ where: { state: "applied" } })} events`, pid);

  await pause(restSeconds * 1_000);
  say(`${restSeconds} s later`, `${resident(pid).now} MB`, resident(pid).now < goals.burstMb);
}

function sayBurst(what: string, pid: number): void {
  const { now, peak } = resident(pid);
  say(what, `${now} MB, at most ${peak} MB`, now < goals.burstMb);
}

function say(what: string, figure: string, isMet: boolean): void {
  console.log(`${what.padEnd(24)}${figure}${isMet ? "" : "   above the goal"}`);
}

/** Resident memory of a process in MB (man proc_pid_status). */
function resident(pid: number): { now: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const mb = (name: string) =>
    Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024);
  return { now: mb("VmRSS"), peak: mb("VmHWM") };
}
