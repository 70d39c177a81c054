import { execFile, spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

export interface Target {
  name: string;
  url: string;
  authorization?: string;
  script?: string; // of wrk, if the requests differ
  connections?: number;
}

/** Requests per second that a target answers with 2xx. Any other answer ends the benchmark. */
export async function load(
  { name, url, authorization, script, connections = 32 }: Target,
  seconds: number,
): Promise<number> {
  const header = authorization ? ["-H", `Authorization: ${authorization}`] : [];
  const args = ["-t1", "-c", String(connections), "-d", `${seconds}s`, ...header, url];
  if (script) args.unshift("-s", script);
  const { stdout } = await run("wrk", args).catch((error) => {
    throw error.code === "ENOENT" ? new Error("Install wrk (the Debian package) first.") : error;
  });
  if (/Non-2xx|Socket errors/.test(stdout))
    throw new Error(`${name} failed under load:\n${stdout}`);
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]);
}

interface Place {
  env?: Record<string, string>;
  url: string; // that answers once the server is up
  logFile: string;
}

type Stops = (() => Promise<void>)[];

/** An empty Postgres with a folder for the run. What is added to `stops` is stopped before it. */
export async function withPostgres(
  work: (place: { url: string; directory: string; stops: Stops }) => Promise<void>,
): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "portus-bench-"));
  process.env.PORTUS_DATA_DIR = directory;
  const { startEmbedded } = await import("../src/platform/db/embedded.ts");
  const { url, stop } = await startEmbedded(join(directory, "postgres"));
  const stops: Stops = [stop];
  try {
    await work({ url, directory, stops });
  } finally {
    for (const stopOne of stops.reverse()) await stopOne();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** What `npm start` runs: the program, its flags and the built file. */
export function startCommand(): string[] {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
  return scripts.start.split(" ");
}

/** Starts a server of this project with the flags of `npm start`, in a process of its own, and waits until it answers. */
export const startServer = (file: string, place: Place) =>
  startProgram([...startCommand().slice(0, -1), "--import", "tsx", file], place);

export async function startProgram(
  [program = "", ...args]: string[],
  { env = {}, url, logFile }: Place,
): Promise<() => Promise<void>> {
  const log = openSync(logFile, "a");
  const child = spawn(program, args, {
    env: { ...process.env, NODE_ENV: "production", ...env },
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
  };
  for (let tries = 0; tries < 300; tries++) {
    if (child.exitCode !== null) throw new Error(`${program} ended at once: see ${logFile}`);
    if ((await fetch(url).catch(() => null))?.ok) return stop;
    await pause(100);
  }
  await stop();
  throw new Error(`${program} does not answer at ${url}: see ${logFile}`);
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

export const basic = (username: string, secret: string) =>
  `Basic ${Buffer.from(`${username}:${secret}`).toString("base64")}`;
