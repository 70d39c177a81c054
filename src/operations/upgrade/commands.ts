import type { Command } from "../../platform/command.ts";

const upgradeDatabase: Command = {
  name: "upgrade-database",
  options: { programs: { type: "string" } },
  does: "Moves the embedded database to the Postgres that this Portus includes, if another major version created it. Keeps the old files.",
  details: `    --programs FOLDER   the folder with the programs of the old version (postgres); else /usr/lib/postgresql/VERSION/bin

Stop Portus first. It copies the rows into a new cluster, compares their number table by table, and only then renames the old
cluster and puts the new one in its place. If it fails, the old one is as it was. It needs as much free disk as the database
has. A database at DATABASE_URL is not touched: docs/upgrading.md says how to move one.

Exit codes: 0 if the database has the right version, 1 if it could not be moved.`,
  run: async (_args, { programs }) => {
    const { upgradeDatabase } = await import("./command-actions.ts");
    return upgradeDatabase(typeof programs === "string" ? programs : null);
  },
};

export const commands = [upgradeDatabase];
