import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import pg from "pg";
import { typescript } from "../../support/processes.ts";

export const isRoot = process.getuid?.() === 0;
const nobody = { uid: 65_534, gid: 65_534 };
const checkout = new URL("../../..", import.meta.url).pathname;

export const made: string[] = [];
after(() => {
  for (const path of made) rmSync(path, { recursive: true, force: true });
});

const nobodyReads =
  spawnSync("/usr/bin/test", ["-r", checkout], { uid: nobody.uid, cwd: "/" }).status === 0;
/** The accounts that start a database. */
export const accounts: [string, object][] = [["who runs the tests", {}]];
if (isRoot && nobodyReads) accounts.push(["an ordinary user", nobody]);

/** A place for a database that every account may reach. */
export function place(mode = 0o777): string {
  const parent = mkdtempSync(join(tmpdir(), "portus-embedded-"));
  chmodSync(parent, mode);
  made.push(parent);
  return join(parent, "postgres");
}

export async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client(url);
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

interface Other {
  process: ChildProcess;
  url: string;
}

/** Another process that starts a database in the directory; its last words are the error if it can't. */
export function elsewhere(directory: string, account: object = {}): Promise<Other> {
  const child = launch(directory, account);
  return new Promise((resolve, reject) => {
    let words = "";
    child.stdout.once("data", (url) => resolve({ process: child, url: String(url).trim() }));
    child.stderr.on("data", (text) => {
      words += text;
    });
    child.once("close", () => reject(new Error(words.trim())));
  });
}

export function launch(directory: string, account: object = {}) {
  const code = `import("./src/platform/db/embedded.ts").then((it) => it.startEmbedded(${JSON.stringify(directory)}))
    .then(({ url }) => console.log(url), (error) => { console.error(error.message); process.exit(1) })`;
  return spawn(process.execPath, [...typescript, "-e", code], {
    ...account,
    cwd: checkout,
    stdio: ["ignore", "pipe", "pipe"],
  });
}

export function postmasterOf(directory: string): number {
  return Number.parseInt(readFileSync(join(directory, "data", "postmaster.pid"), "utf8"), 10);
}

/** The parent of a process. */
export function parentOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]);
}

export function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")
    .trim()
    .split(" ")
    .map(Number)
    .filter(Boolean);
}

/** Dead, or a zombie whose parent has not looked yet. */
export function gone(pid: number): boolean {
  try {
    return /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return true;
  }
}
