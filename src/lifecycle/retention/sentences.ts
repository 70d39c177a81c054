import { plural } from "../../platform/plural.ts";
import { nightlyTime, restoreDays } from "../times.ts";
import type { RulesInForce } from "./saved-rules.ts";
import type { Scope } from "./scope.ts";

/** Says which rules apply to a scope, and when they run. */
export function inForceSentence(
  { kind }: Pick<Scope, "kind">,
  name: string,
  inForce: Pick<RulesInForce, "from" | "rules"> | null,
): string {
  if (!inForce) return `No rules: nothing is deleted automatically from ${name}.`;
  const effect = inForce.rules.nightly
    ? `every night at ${nightlyTime}, tags that no rule keeps are deleted. You can restore them for ${plural(restoreDays, "day")}.`
    : "nothing is deleted automatically.";
  return `${origin(kind, name, inForce.from)}: ${effect}`;
}

function origin(kind: Scope["kind"], name: string, from: RulesInForce["from"]): string {
  if (from === kind) return `${name} has its own rules`;
  if (from === "settings") return `The settings of this Portus apply to ${name}`;
  return `The rules of its ${from} apply to ${name}`;
}

/** What people read before they confirm that rules are removed. */
export function removalWarning({ kind }: Pick<Scope, "kind">, name: string): string {
  const then = {
    repository: "Then the rules of its namespace or registry apply, if there are any.",
    namespace: "Then the rules of its registry apply, if there are any.",
    registry: "Then nothing is deleted automatically, unless the settings say so.",
  };
  return `The rules of ${name} will be removed. ${then[kind]}`;
}

/** "12 tags and 1 untagged manifest"; empty if there are none. */
export function deletedWords(tags: number, untagged: number): string {
  const words = [
    tags > 0 ? plural(tags, "tag") : "",
    untagged > 0 ? plural(untagged, "untagged manifest") : "",
  ];
  return words.filter(Boolean).join(" and ");
}
