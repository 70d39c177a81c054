import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { identityOf } from "./claim.ts";

/** A program that bin/up keeps running. */
export interface Part {
  name: string;
  command: string[];
  log: string; // what it prints goes to this file
  pidFile: string;
  healthy: () => Promise<boolean>;
  stopTimeoutMs: number; // after SIGTERM, until it is killed
}

export interface Running {
  healthy(): Promise<void>;
  stop(): Promise<void>;
}

const maxCrashesPerMinute = 5;

/** Starts a part and restarts it when it exits. Calls `onGiveUp` after too many crashes. */
export function keepRunning(
  part: Part,
  say: (text: string) => void,
  onGiveUp: (why: string) => void,
): Running {
  let child = start(part);
  let isWanted = true;
  let wasHealthy = false;
  let crashes: number[] = [];

  const watch = () => {
    child.once("error", ({ message }) => onGiveUp(`${part.name} can't be started: ${message}`));
    child.once("exit", (code, signal) => isWanted && void ended(code ?? signal));
  };
  const ended = async (how: number | string | null) => {
    crashes = [...crashes.filter((at) => at > Date.now() - 60_000), Date.now()];
    if (!wasHealthy || crashes.length > maxCrashesPerMinute)
      return onGiveUp(crashReport(part, how));
    const wait = 250 * 2 ** crashes.length;
    say(`${part.name} ended (${how}) and is restarted. Its log: ${part.log}`);
    await pause(wait);
    if (!isWanted) return;
    child = start(part);
    watch();
  };
  watch();

  return {
    async healthy() {
      while (!(await part.healthy()) || !isWanted) await pause(100); // once it ends, so does bin/up
      wasHealthy = true;
    },
    async stop() {
      isWanted = false;
      await end(child, part.stopTimeoutMs);
      rmSync(part.pidFile, { force: true });
    },
  };
}

/**
 * Starts it in a session of its own, so that Ctrl-C reaches only bin/up, which stops the parts in order. The kernel sends
 * SIGTERM to the part when bin/up dies, however it dies.
 */
function start({ command, log, pidFile }: Part): ChildProcess {
  const output = openSync(log, "a", 0o600);
  const [file = "", ...args] = [...dieWithParent(), ...command];
  const child = spawn(file, args, { stdio: ["ignore", output, output], detached: true });
  closeSync(output);
  if (child.pid) writeFileSync(pidFile, identityOf(child.pid) ?? "");
  return child;
}

function dieWithParent(): string[] {
  const known = spawnSync("setpriv", ["--pdeathsig", "TERM", "true"]).status === 0;
  return known ? ["setpriv", "--pdeathsig", "TERM"] : [];
}

function end(child: ChildProcess, stopTimeoutMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || !child.pid) return Promise.resolve();
  return new Promise((resolve) => {
    const kill = setTimeout(() => child.kill("SIGKILL"), stopTimeoutMs);
    child.once("exit", () => {
      clearTimeout(kill);
      resolve();
    });
    child.kill("SIGTERM");
  });
}

function crashReport({ name, log }: Part, how: number | string | null): string {
  const last = readFileSync(log, "utf8").trim().split("\n").slice(-8).join("\n  ");
  return `${name} ended (${how}) and is not restarted. The end of ${log}:\n  ${last}`;
}
