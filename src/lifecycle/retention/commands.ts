import { carryOutRules } from "./nightly.ts";

/** `retention`: carries out the rules that run by night at once, and says what went from where. */
export async function retentionCommand(say: (line: string) => void): Promise<string> {
  const deleted = await carryOutRules(new Date(), (fullName, outcome) => {
    if (outcome.deleted > 0) say(`${fullName}: ${tags(outcome.deleted)} deleted`);
    if (outcome.untagged > 0) say(`${fullName}: ${outcome.untagged} untagged manifests deleted`);
    if (outcome.left) say(`${fullName}: ${outcome.left}`);
  });
  return deleted > 0 ? `${tags(deleted)} deleted; they can be put back for a week.` : nothing;
}

const nothing = "No rule that runs by night lets anything go.";
const tags = (count: number) => (count === 1 ? "1 tag" : `${count.toLocaleString("en-US")} tags`);
