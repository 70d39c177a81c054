import type { Command } from "../../platform/command.ts";
import { plural } from "../../platform/plural.ts";
import { print } from "../../platform/terminal.ts";
import { restoreDays } from "../times.ts";

export const commands: Command[] = [
  {
    name: "retention",
    does: `Runs the nightly retention rules now and prints what was deleted. It can be restored for ${plural(restoreDays, "day")}.`,
    run: (_args, _options, within) => within(runNow),
  },
];

/** Prints what is deleted from each repository, and returns the total. */
async function runNow(): Promise<string> {
  const { runNightlyRules } = await import("./nightly.ts");
  const deleted = await runNightlyRules(new Date(), (fullName, outcome) => {
    if (outcome.deleted > 0) print(`${fullName}: ${plural(outcome.deleted, "tag")} deleted`);
    if (outcome.untagged > 0)
      print(`${fullName}: ${plural(outcome.untagged, "untagged manifest")} deleted`);
    if (outcome.left) print(`${fullName}: ${outcome.left}`);
  });
  if (deleted === 0) return "The nightly rules have nothing to delete.";
  return `${plural(deleted, "tag")} deleted. You can restore ${deleted === 1 ? "it" : "them"} for ${plural(restoreDays, "day")}.`;
}
