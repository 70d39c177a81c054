import { accessSync, constants, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { run } from "../processes.ts";

/** The folder to which bin/clients builds programs. */
const built = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "portus-clients");

export const variableOf = (name: string) =>
  `${name
    .replace(/^docker-/, "")
    .replace(/\W/g, "_")
    .toUpperCase()}_BIN`;

/** The path of a client's program: from its variable (CRANE_BIN, …), else on the PATH, else built by bin/clients. */
export function findProgram(name: string): string | null {
  return named(name) ?? onPath(name) ?? inFolder(built, name);
}

/** The same, but prefers the program of bin/clients to the PATH, since the system's is often too old. */
export function findNewProgram(name: string): string | null {
  return named(name) ?? inFolder(built, name) ?? onPath(name);
}

export function onPath(name: string): string | null {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin"];
  return folders.map((folder) => inFolder(folder, name)).find((file) => file !== null) ?? null;
}

function named(name: string): string | null {
  const file = process.env[variableOf(name)];
  return file && canRun(file) ? file : null;
}

function inFolder(folder: string, name: string): string | null {
  const file = join(folder, name);
  return canRun(file) ? file : null;
}

function canRun(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The version of a program: that of its Go module, else the one it prints. */
export function versionOf(file: string, module?: string): string {
  const found = module && moduleVersion(file, module);
  return found || (/\d+\.\d+(\.\d+)?/.exec(run([file, "--version"]).output)?.[0] ?? "unknown");
}

/** The version of a Go module in a binary, as `go version -m` prints it. */
function moduleVersion(file: string, module: string): string | undefined {
  const bytes = readFileSync(file);
  const start = bytes.indexOf(`\t${module}\tv`);
  const line = start < 0 ? "" : bytes.toString("latin1", start, start + 300);
  return /\tv([^\t\n+]+)/.exec(line)?.[1];
}
