import { basename, dirname, join, resolve } from "node:path";
import { CommandError } from "../../platform/command.ts";
import { config } from "../../platform/config/config.ts";
import { closeDataDirectory } from "../../platform/config/data-directory.ts";
import { upgradeCluster } from "../../platform/db/major-upgrade/upgrade.ts";
import { plural } from "../../platform/plural.ts";

export async function upgradeDatabase(programs: string | null): Promise<string> {
  if (config.databaseUrl)
    throw new CommandError(
      "The database is the one at DATABASE_URL, and this command moves only the embedded one. docs/upgrading.md says how to move it.",
      1,
    );
  closeDataDirectory(config.dataDir, { embedded: true }); // the account of Postgres has to pass
  const directory = join(config.dataDir, "postgres");
  const done = await upgradeCluster(directory, programs === null ? null : resolve(programs));
  if (!done) return "There is nothing to do: no database of another version is there.";

  const { from, to, tables, rows, data, kept } = done;
  return `The database moved from Postgres ${from} to ${to}: ${plural(rows, "row")} in ${plural(tables, "table")}, compared with the original.
The original is kept in ${kept}. Start Portus, and delete it when you no longer need it.

To go back: stop Portus, then
  cd ${dirname(data)} && mv data data.postgres-${to} && mv ${basename(kept)} data
and start the Portus that includes Postgres ${from}. What changed since is only in data.postgres-${to}.`;
}
