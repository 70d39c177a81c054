import { type ChildProcess, spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { createInterface } from "node:readline";
import { type Cluster, environment } from "./cluster.ts";
import { explainExit } from "./explain.ts";
import { guardName } from "./orphan.ts";

export interface Postmaster {
  ended: Promise<void>;
  stop(): void;
}

interface Run {
  port: number;
  settings: Record<string, string>;
  onLog(line: string): void;
}

/**
 * Postgres outlives the process that started it. This shell reads a pipe from Portus and stops Postgres when the pipe
 * closes, however Portus ended. It ignores signals to the process group, because Portus stops Postgres last.
 */
const guard = `
trap '' INT TERM HUP
exec 3<&0
shift
"$@" 3<&- </dev/null &
postgres=$!
{ read -r _ <&3; kill -INT "$postgres"; } &
watch=$!
wait "$postgres"
code=$?
kill -9 "$watch" 2>/dev/null
exit "$code"`;

/** Starts Postgres and waits until it accepts connections. */
export async function runPostmaster(cluster: Cluster, run: Run): Promise<Postmaster> {
  const { account, data, programs } = cluster;
  const command = [programs.postgres, "-D", data, ...flags(run)];
  const child = spawn("/bin/sh", ["-c", guard, guardName, `${process.pid}`, ...command], {
    ...account,
    cwd: data,
    env: environment,
    stdio: ["pipe", "ignore", "pipe"],
    detached: true, // Ctrl-C in the terminal reaches only Portus
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  await ready(child, data, run.onLog);
  return { ended, stop: () => stop(child, ended) };
}

function flags({ port, settings }: Run): string[] {
  const all: Record<string, string | number> = {
    listen_addresses: "127.0.0.1",
    port,
    unix_socket_directories: "",
    max_connections: 100,
    shared_buffers: "64MB",
    dynamic_shared_memory_type: writable("/dev/shm") ? "posix" : "mmap",
    log_min_messages: "log", // Portus handles refused statements itself
    timezone: "UTC",
    log_timezone: "UTC",
    ...settings,
  };
  return Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

function writable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function ready(child: ChildProcess, data: string, onLog: (line: string) => void): Promise<void> {
  const { stderr } = child;
  if (!stderr) throw new Error("Postgres was started without a pipe for its messages");
  const output: string[] = [];
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", () => reject(new Error(explainExit(data, output.join("\n")))));
    createInterface(stderr).on("line", (line) => {
      onLog(line);
      if (output.length < 100) output.push(line);
      if (line.includes("ready to accept connections")) resolve();
    });
  });
}

/** Closing the pipe requests a fast shutdown. If that hangs, Postgres is killed, and the next start recovers. */
function stop(child: ChildProcess, ended: Promise<void>): void {
  const { pid } = child;
  child.stdin?.end();
  const hanging = setTimeout(() => pid && process.kill(-pid, "SIGQUIT"), 30_000);
  void ended.then(() => clearTimeout(hanging));
}
