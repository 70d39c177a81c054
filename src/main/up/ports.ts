import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { createServer } from "node:net";
import { commandLine } from "../../platform/config/command-line.ts";
import { errorCode } from "../../platform/error-fields.ts";

/** Throws with the name of the process that uses the port, if it is taken. */
export async function ensurePortFree(
  host: string,
  port: number,
  variable: "PORT" | "REGISTRY_PORT",
): Promise<void> {
  const refusal = await listenError(host, port);
  if (!refusal) return;
  if (refusal !== "EADDRINUSE")
    throw new Error(
      `Nothing can listen on ${host}:${port} (${refusal}). Choose another port: ${commandLine("bin/up", { [variable]: port + 8000 })}`,
    );
  const who = programAt(port);
  throw new Error(
    `Port ${port} is in use by ${who}. Stop it, or choose another port: ${commandLine("bin/up", { [variable]: port + 1 })}`,
  );
}

function listenError(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error) => resolve(errorCode(error) || error.message));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}

/** Finds the process by /proc: the socket that listens on the port, then the process that has it open. */
function programAt(port: number): string {
  const socket = listeningSocket(port);
  const pid = socket && numbersIn("/proc").find((id) => hasOpen(id, socket));
  if (!pid) return "another program";
  return `${readFileSync(`/proc/${pid}/comm`, "utf8").trim()} (pid ${pid})`;
}

function listeningSocket(port: number): string | undefined {
  const address = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  for (const table of ["/proc/net/tcp", "/proc/net/tcp6"])
    for (const line of linesOf(table)) {
      const [, local = "", , state, , , , , , inode] = line.trim().split(/\s+/);
      if (local.endsWith(address) && state === "0A") return `socket:[${inode}]`;
    }
  return undefined;
}

function hasOpen(pid: string, socket: string): boolean {
  try {
    const directory = `/proc/${pid}/fd`;
    return readdirSync(directory).some((fd) => readlinkSync(`${directory}/${fd}`) === socket);
  } catch {
    return false; // it has ended, or is another user's
  }
}

function linesOf(path: string): string[] {
  try {
    return readFileSync(path, "utf8").split("\n").slice(1);
  } catch {
    return [];
  }
}

function numbersIn(directory: string): string[] {
  try {
    return readdirSync(directory).filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}
