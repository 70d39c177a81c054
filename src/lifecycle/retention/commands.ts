import { plural } from "../../platform/plural.ts";
import { runNightlyRules } from "./nightly.ts";

/** `retention`: runs the nightly rules now, and prints what was deleted from which repository. */
export async function retentionCommand(say: (line: string) => void): Promise<string> {
  const deleted = await runNightlyRules(new Date(), (fullName, outcome) => {
    if (outcome.deleted > 0) say(`${fullName}: ${plural(outcome.deleted, "tag")} deleted`);
    if (outcome.untagged > 0)
      say(`${fullName}: ${plural(outcome.untagged, "untagged manifest")} deleted`);
    if (outcome.left) say(`${fullName}: ${outcome.left}`);
  });
  return deleted > 0
    ? `${plural(deleted, "tag")} deleted. You can restore ${deleted === 1 ? "it" : "them"} for 7 days.`
    : nothing;
}

const nothing = "The nightly rules have nothing to delete.";
