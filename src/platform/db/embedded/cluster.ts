import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  existsSync,
  lchownSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { Account, Home } from "./account.ts";
import type { Binaries } from "./binaries.ts";
import { explainExit } from "./explain.ts";

export interface Cluster {
  account: Account;
  data: string;
  password: string;
  programs: Binaries;
}

// Postgres's own Unicode tables sort and fold text, so no index depends on the system's libc.
const shape = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin"];
const options = [...shape, "--builtin-locale=C.UTF-8", "--auth=scram-sha-256", "--username=portus"];

const incompletePrefix = "data.new-";

export const environment = { PATH: "/usr/local/bin:/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };

export function ensureCluster({ account, directory }: Home, programs: Binaries): Cluster {
  const data = join(directory, "data");
  deleteIncomplete(directory);
  if (!existsSync(data)) finishUpgrade(directory);
  if (!existsSync(data)) createCluster({ account, directory }, data, programs);
  checkVersion(data, programs);
  return clusterIn(data, account, programs);
}

export function clusterIn(data: string, account: Account, programs: Binaries): Cluster {
  const password = readFileSync(join(data, "password"), "utf8").trim();
  return { account, data, password, programs };
}

/** The name of a complete cluster of a newer Postgres, until the old one has made room for it. */
export const upgradedName = "data.upgraded";

/** Puts the cluster of an upgrade in its place, also if the upgrade was killed before it could. */
export function finishUpgrade(directory: string): void {
  const upgraded = join(directory, upgradedName);
  if (existsSync(upgraded)) renameSync(upgraded, join(directory, "data"));
}

/** The major version of the Postgres that made the cluster; null without a cluster. */
export function majorOf(data: string): string | null {
  const file = join(data, "PG_VERSION");
  return existsSync(file) ? readFileSync(file, "utf8").trim() : null;
}

/** Creates the cluster and its password in a temporary folder and renames it when it is complete. */
export function createCluster(
  { account, directory }: Omit<Home, "programs">,
  data: string,
  programs: Binaries,
): void {
  const half = join(directory, `${incompletePrefix}${randomBytes(6).toString("hex")}`);
  const passwordFile = `${half}.password`;
  const secret = randomBytes(24).toString("base64url");
  writeFileSync(passwordFile, secret, { mode: 0o600, flag: "wx" }); // follows no link, because root may be writing
  if (account.uid !== undefined) lchownSync(passwordFile, account.uid, account.gid);

  const { status, stderr, error } = spawnSync(
    programs.initdb,
    [`--pgdata=${half}`, `--pwfile=${passwordFile}`, ...options],
    { ...account, cwd: directory, env: environment, encoding: "utf8" },
  );
  if (status !== 0) throw new Error(explainExit(directory, error?.message ?? stderr));
  renameSync(passwordFile, join(half, "password"));
  try {
    renameSync(half, data);
  } catch (error) {
    if (!existsSync(data)) throw error; // otherwise a parallel start was faster, and its cluster is used
    rmSync(half, { recursive: true });
  }
}

/** Deletes the leftovers of a start that was killed. Its initdb can run for another second, so recent files stay. */
function deleteIncomplete(directory: string): void {
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    if (name.startsWith(incompletePrefix) && statSync(path).mtimeMs < Date.now() - 60_000)
      rmSync(path, { recursive: true });
  }
}

function checkVersion(data: string, { major }: Binaries): void {
  const made = majorOf(data);
  if (made === major) return;
  throw new Error(
    `The database in ${data} was created by Postgres ${made}, and this Portus includes ${major}. ` +
      (Number(made) < Number(major)
        ? "Run bin/portus upgrade-database: it makes a copy for the new version, and keeps the old one. docs/upgrading.md says more."
        : `Start the Portus that includes ${made}, or restore a backup: docs/upgrading.md.`),
  );
}
