import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** The argument that marks a guard process; the process id of its Portus follows. */
export const guardName = "portus-postgres-guard";

/**
 * Stops a postmaster that an earlier run left on `data`. Throws if a running Portus uses it. Never touches a process
 * that is not a postmaster of this directory.
 */
export async function stopOrphan(data: string): Promise<void> {
  for (let waited = 0; waited < 30_000; waited += 50) {
    const pid = pidOf(data);
    const state = pid && statOf(pid)[0];
    if (!pid || !state) return;
    if (state === "Z" && waited < endingMs) await pause(50);
    else if (!argumentsOf(pid).includes(data)) return replacePid(data);
    else await stop(data, { pid, waited });
  }
  throw new Error(
    `The Postgres that an earlier run left on ${data} does not stop. Stop it by hand.`,
  );
}

const endingMs = 1_000; // ms

async function stop(data: string, { pid, waited }: { pid: number; waited: number }): Promise<void> {
  const portus = portusOf(pid);
  if (portus && waited >= endingMs)
    throw new Error(
      `Portus is already running on ${data} (process ${portus}). Stop it, or set PORTUS_DATA_DIR to another directory.`,
    );
  if (!portus && waited === 500) process.kill(pid, "SIGINT"); // not at once: a guard that just lost its Portus stops it by itself
  if (!portus && waited === 10_000) process.kill(pid, "SIGQUIT");
  await pause(50);
}

function pidOf(data: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(join(data, "postmaster.pid"), "utf8"), 10) || undefined;
  } catch {
    return undefined;
  }
}

/**
 * The pid now belongs to another program or to a zombie, and Postgres would take either for a postmaster. The file
 * stays, with a pid that no process has: it tells Postgres which shared memory old workers still use.
 */
function replacePid(data: string): void {
  const path = join(data, "postmaster.pid");
  writeFileSync(path, readFileSync(path, "utf8").replace(/^\d+/, "2147483646"));
}

/** The process id of the running Portus that guards this postmaster. */
function portusOf(postmaster: number): number | undefined {
  const guard = parentOf(postmaster);
  const words = guard ? argumentsOf(guard) : [];
  const portus = Number(words[words.indexOf(guardName) + 1]);
  return guard && words.includes(guardName) && parentOf(guard) === portus ? portus : undefined;
}

function parentOf(pid: number): number | undefined {
  const parent = statOf(pid)[1];
  return parent ? Number(parent) : undefined;
}

/** The fields of /proc/PID/stat after the name, which may contain spaces and brackets: state, parent, … (proc(5)). */
function statOf(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return [];
  }
}

function argumentsOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return [];
  }
}
