import type { Rules } from "../../../platform/config/config.ts";
import { plural } from "../../../platform/plural.ts";
import { whoMay } from "../../../tenancy/namespaces/sentences.ts";
import { visibilityOf } from "../../../tenancy/policy/policy.ts";
import { type FoundRepository, guardedBy } from "../find.ts";

export function accessSentence(repository: FoundRepository, rules: Rules): string {
  const visibility = visibilityOf(guardedBy(repository));
  const sentence = whoMay({ ...repository.namespace, visibility }, rules);
  const { length } = repository.members;
  if (length === 0) return sentence;
  const people = plural(length, "member has", "members have");
  return `${sentence} ${people} a role in this repository only.`;
}
