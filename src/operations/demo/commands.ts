import { restoreDays } from "../../lifecycle/times.ts";
import type { Command } from "../../platform/command.ts";
import { plural } from "../../platform/plural.ts";
import { print } from "../../platform/terminal.ts";

export const commands: Command[] = [
  {
    name: "demo create",
    does: "Pushes a small demo to the registry: people, a team, a robot and images with tags of the last months. Needs a running Portus, such as bin/up.",
    details: `It creates the people demo-owner, demo-contributor and demo-viewer, the team demo with the namespaces demo-base,
demo-web and demo-vault, the robot demo+ci, and four repositories with multi-platform, signed and old images.
demo-owner is an admin if nobody has an account yet. Tags and pulls are dated back, as after months of work; the activity
keeps the true times. A retention rule deletes the images of old pull requests, and one image is deleted already.`,
    run: (_args, _options, within) =>
      within(async () => {
        const { createDemo } = await import("./create.ts");
        return createDemo(print);
      }),
  },
  {
    name: "demo remove",
    does: "Deletes the demo: its images at the registry, its namespaces, team and accounts.",
    details: `Its pulls, rules and counts are deleted with it. As after any deletion, the activity keeps its entries, the images
can be restored for ${plural(restoreDays, "day")}, and the registry's garbage collection frees their bytes.`,
    run: (_args, _options, within) =>
      within(async () => {
        const { removeDemo } = await import("./remove.ts");
        return removeDemo(print);
      }),
  },
];
