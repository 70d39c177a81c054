import type { Command } from "../../platform/command.ts";

const importConfig: Command = {
  name: "import-config",
  args: ["FILE", "[LOCAL]"],
  options: { secrets: { type: "string" }, "show-secrets": { type: "boolean" } },
  does: "Prints the environment of Portus for a config.yml of SUSE Portus, and for a config-local.yml that overrides it. Changes nothing.",
  details:
    "Each setting becomes a line, or a comment that says why there is none. Passwords and secrets are left out:\n" +
    "--secrets FILE writes them to a new file that only you can read, and --show-secrets prints them.\n\n" +
    "Exit codes: 0 if nothing is left to do, 1 if the comments say what is, 2 if a file can't be read.",
  run: async ([file = "", local], options) => {
    const { importedFrom } = await import("./command-actions.ts");
    const { secrets } = options;
    return importedFrom(local === undefined ? [file] : [file, local], {
      secretsFile: typeof secrets === "string" ? secrets : null,
      showSecrets: options["show-secrets"] === true,
    });
  },
};

export const commands = [importConfig];
