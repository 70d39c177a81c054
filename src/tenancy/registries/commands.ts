import type { Command } from "../../platform/command.ts";

export const commands: Command[] = [
  {
    name: "registry rename",
    args: ["OLD_HOST", "NEW_HOST"],
    options: { replace: { type: "boolean" } },
    does: "Gives a registry another host, with its namespaces, tags and counts. Run it after you changed PORTUS_REGISTRY_HOST.",
    run: ([from = "", to = ""], { replace }, within) =>
      within(async () => {
        const { renameRegistry } = await import("./rename.ts");
        return renameRegistry({ from, to, replace: replace === true });
      }),
  },
];
