import type { Command } from "../../platform/command.ts";
import { printError } from "../../platform/terminal.ts";

export const commands: Command[] = [
  {
    name: "sync",
    does: "Compares the catalogue with the registry and imports what is new. An error never removes anything. Prints progress to stderr and exits with 1 if a registry did not answer.",
    run: (_args, _options, within) =>
      within(async () => {
        const { syncAll } = await import("./run/sync-all.ts");
        return syncAll(printError);
      }),
  },
];
