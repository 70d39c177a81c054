import type { Command } from "../../platform/command.ts";

const version: Command = {
  name: "version",
  options: { json: { type: "boolean" } },
  does: "Prints the version of Portus, its commit, Node's version, and the database's with its last migration.",
  details: `    --json   print {"version", "commit", "node", "database": {"reached", "version", "last_migration", "problem"}}; null is what is not known

It asks a database that runs, for two seconds at most, and starts none. It exits with 0 whether or not it reached one.`,
  run: async (_args, { json }) => {
    const { versionReport } = await import("./version-report.ts");
    return versionReport(json === true);
  },
};

export const commands = [version];
