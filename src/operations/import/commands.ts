import type { Command } from "../../platform/command.ts";

const outcome =
  "Accounts, teams and namespaces that exist are never changed. Nobody becomes an admin. A second import says that everything\n" +
  "exists already. docs/moving-in.md says what comes over.\n\n" +
  "Exit codes: 0 if everything came over, 1 if something was refused or has no equal, 2 if the source can't be read.";

const options = { "dry-run": { type: "boolean" }, json: { type: "boolean" } } as const;

const withTeams = {
  ...options,
  merge: { type: "boolean" },
  owner: { type: "string" },
} as const;

const choices =
  "--merge says that accounts and teams that exist are those of the source, so that they get its roles, members and namespaces.\n" +
  "--owner NAME owns the teams of which the source has no owner.\n\n";

export const commands: Command[] = [
  {
    name: "import registry",
    args: ["[HOST]"],
    options,
    does: "Syncs the registry of this Portus, or another one that it has, and says to which namespace its images belong. --dry-run only lists.",
    details: outcome,
    run: ([host = null], values, within) =>
      within(async () => {
        const { importRegistry } = await import("./registry.ts");
        return importRegistry(host, values);
      }),
  },
  {
    name: "import htpasswd",
    args: ["FILE"],
    options,
    does: "Creates an account for each person in a file of htpasswd, with their bcrypt password. --dry-run prints what would happen.",
    details: outcome,
    run: async ([file = ""], values, within) => {
      const { readHtpasswd } = await import("./htpasswd.ts");
      const { importPlan } = await import("./command-actions.ts");
      const plan = readHtpasswd(file);
      return within(() => importPlan(plan, values));
    },
  },
  {
    name: "import docker_auth",
    args: ["FILE"],
    options: withTeams,
    does: "Creates accounts for the users in a configuration of docker_auth, and teams and namespaces for its rules. --dry-run prints what would happen.",
    details: choices + outcome,
    run: async ([file = ""], values, within) => {
      const { readDockerAuth } = await import("./docker-auth/plan.ts");
      const { importPlan } = await import("./command-actions.ts");
      const plan = readDockerAuth(file);
      return within(() => importPlan(plan, values));
    },
  },
  {
    name: "import portus",
    args: ["DUMP"],
    options: withTeams,
    does: "Creates the people, teams and namespaces in a dump of SUSE Portus, with their roles and passwords. --dry-run prints what would happen.",
    details: choices + outcome,
    run: async ([file = ""], values, within) => {
      const { readPortusDump } = await import("./portus/plan.ts");
      const { importPlan } = await import("./command-actions.ts");
      const plan = readPortusDump(file);
      return within(() => importPlan(plan, values));
    },
  },
];
