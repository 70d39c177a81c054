import type { DeletionPlan, DeletionStep } from "../../platform/db/client.ts";
import { choiceOf, isRealm } from "./selection.ts";

/** Sentences by field; `form` belongs to none. */
export type Fields = Record<string, string>;

/** What could not be deleted, in the ancestor's words, and why: by repository where there may be several. */
export function leftOver(
  plan: DeletionPlan,
  kept: readonly Pick<DeletionStep, "repository" | "tags" | "why">[],
): Fields {
  const choice = choiceOf(plan);
  const several = isRealm(choice);
  const start = several || "whole" in choice ? "Could not remove repository: could" : "Could";
  const fields: Fields = {};
  for (const repository of new Set(kept.map((it) => it.repository))) {
    const those = kept.filter((it) => it.repository === repository);
    const tags = those.flatMap((it) => it.tags);
    const what = tags.length > 0 ? `${tags.join(", ")} tag(s)` : `${those.length} manifest(s)`;
    const why = those.findLast((it) => it.why)?.why;
    const said = several || !why ? "" : `. ${why}`;
    fields[several ? repository : "form"] = `${start} not remove ${what}${said}`;
  }
  return fields;
}

export function inWords({ form, ...fields }: Fields): string {
  const all = Object.entries(fields).map(([name, why]) => `${name}: ${why}.`);
  return [...(form ? [form] : []), ...all].join(" ").slice(0, 2000);
}
