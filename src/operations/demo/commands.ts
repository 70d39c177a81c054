import type { Command } from "../../platform/command.ts";
import { print } from "../../platform/terminal.ts";

export const commands: Command[] = [
  {
    name: "demo create",
    does: "Pushes a small demo to the registry: people, a team, a robot and images with tags of the last months. Needs a running Portus, such as bin/up.",
    details: `It creates the people demo-owner, demo-contributor and demo-viewer, the team demo with the namespaces demo-base,
demo-web and demo-vault, the robot demo+ci, and four repositories with multi-platform, signed and old images.
demo-owner is an admin if nobody has an account yet.`,
    run: (_args, _options, within) =>
      within(async () => {
        const { createDemo } = await import("./create.ts");
        return createDemo(print);
      }),
  },
  {
    name: "demo remove",
    does: "Deletes the demo: its images at the registry, its namespaces, team and accounts.",
    run: (_args, _options, within) =>
      within(async () => {
        const { removeDemo } = await import("./remove.ts");
        return removeDemo(print);
      }),
  },
];
