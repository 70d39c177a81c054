import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { slowness, until } from "./waiting.ts";

export const root = new URL("../..", import.meta.url).pathname.replace(/\/$/, "");

/** For a Node that runs a TypeScript file, or code that imports one. */
export const typescript = ["--import", `${root}/test/support/typescript.js`];

type Env = Record<string, string | undefined>;

export interface Started {
  pid: number;
  child: ChildProcess;
  said(): string;
  ended: Promise<number | string | null>;
  stop(signal?: NodeJS.Signals): Promise<number | string | null>;
}

const atExit: (() => void)[] = [];
process.once("exit", () => {
  for (const end of atExit) end();
});

/**
 * Runs a program in the background and keeps what it says; it ends with the tests at the latest. What it says goes to
 * a file: nobody empties a pipe while the tests wait for another program to end, and a full one stops its writer.
 */
export function start(command: string[], env: Env = {}, cwd = root): Started {
  const [file = "", ...args] = command;
  const output = join(mkdtempSync(join(tmpdir(), "portus-output-")), "output");
  const into = openSync(output, "a");
  const child = spawn(file, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", into, into],
  });
  closeSync(into);
  const ended = new Promise<number | string | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(code ?? signal));
  });
  atExit.push(() => {
    child.kill("SIGKILL");
    rmSync(dirname(output), { recursive: true, force: true });
  });
  const stop = (signal: NodeJS.Signals = "SIGTERM") => {
    child.kill(signal);
    return ended;
  };
  return { pid: child.pid ?? 0, child, said: () => readFileSync(output, "utf8"), ended, stop };
}

/** Waits until a daemon's own client gets an answer. Null then; else why not, and the daemon has ended. */
export async function answersSoon(daemon: Started, command: string[]): Promise<string | null> {
  const [file = "", ...args] = command;
  const hasEnded = () => daemon.child.exitCode !== null || daemon.child.signalCode !== null;
  const answered = () => spawnSync(file, args, { timeout: 5_000 * slowness() }).status === 0;
  const failed = daemon.ended.catch((error: Error) => error.message);
  try {
    await until(() => hasEnded() || answered(), file, 20_000);
    if (!hasEnded()) return null;
  } catch {
    daemon.child.kill("SIGKILL");
  }
  return `${await failed}: ${daemon.said().trim().split("\n").at(-1) ?? ""}`;
}

/** Runs a program to its end. */
export function run(command: string[], env: Env = {}, input?: string) {
  const [file = "", ...args] = command;
  const options = { cwd: root, encoding: "utf8", timeout: 120_000 * slowness() } as const;
  const { status, stdout, stderr, error } = spawnSync(file, args, {
    ...options,
    env: { ...process.env, ...env },
    ...(input === undefined ? {} : { input }),
  });
  if (error) throw new Error(`${file} can't be run (bin/test installs it): ${error.message}`);
  return { status, output: stdout + stderr };
}

/** Runs a program that must work. */
export function must(command: string[], env: Env = {}, input?: string): string {
  const { status, output } = run(command, env, input);
  if (status !== 0) throw new Error(`${command.join(" ")} ended with ${status}:\n${output}`);
  return output;
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

export async function answers(url: string, status: number): Promise<boolean> {
  const answer = await fetch(url).catch(() => undefined);
  await answer?.arrayBuffer();
  return answer?.status === status;
}

/** The same of a program that should be running: it throws what the program said if that has ended. */
export async function answersWhile(
  program: Started,
  url: string,
  status: number,
): Promise<boolean> {
  const { exitCode, signalCode } = program.child;
  if (exitCode !== null || signalCode !== null)
    throw new Error(`it ended with ${exitCode ?? signalCode}: ${program.said()}`);
  return answers(url, status);
}

export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
