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
  if (!existsSync(data)) initialise(account, directory, data, programs);
  checkVersion(data, programs);
  const password = readFileSync(join(data, "password"), "utf8").trim();
  return { account, data, password, programs };
}

/** Creates the cluster and its password in a temporary folder and renames it when it is complete. */
function initialise(account: Account, directory: string, data: string, programs: Binaries): void {
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
  const made = readFileSync(join(data, "PG_VERSION"), "utf8").trim();
  if (made !== major)
    throw new Error(
      `The database in ${data} was created by Postgres ${made}, and this Portus includes ${major}. ` +
        "Run bin/portus backup with the Portus that created it, and restore that into a new data directory of this one: " +
        "docs/backup.md says how.",
    );
}
