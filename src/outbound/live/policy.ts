import type { Actor } from "../../identity/actor/actor.ts";
import type { Rules } from "../../platform/config/config.ts";
import { relationInLists } from "../../tenancy/decisions/policy.ts";
import { isAdmin, judge } from "../../tenancy/policy/policy.ts";
import type { ChangeDetails } from "./change-details.ts";
import type { DecisionReaders } from "./decision-readers.ts";
import type { Topic } from "./topics.ts";

/** Syncs concern the whole registry, private repositories included. */
export function canWatchSyncs(actor: Actor | null): boolean {
  return isAdmin(actor);
}

/** Whether an actor may learn of a change of a place, of a decision, or, without either, of a sync. */
export function canSeeChange(
  actor: Actor | null,
  { guarded, decision }: Pick<ChangeDetails, "guarded" | "decision">,
  rules: Rules,
): boolean {
  if (decision) return canFollow(actor, decision);
  return guarded ? judge(actor, guarded, "pull", rules).allowed : canWatchSyncs(actor);
}

function canFollow(actor: Actor | null, { user, owners, managers }: DecisionReaders): boolean {
  if (!actor) return false;
  const found = { managesUser: managers.includes(actor.id), ownsPlace: owners.includes(actor.id) };
  return relationInLists(actor, { userId: user }, found) !== null;
}

/** Whether an actor may keep a stream open. `details` describes the places that topics name. */
export function canListen(
  actor: Actor | null,
  topic: Topic,
  { details, rules }: { details: readonly ChangeDetails[]; rules: Rules },
): boolean {
  if (topic.of === "sync") return canWatchSyncs(actor);
  if (!("id" in topic)) return true;
  const place = topic.of === "repository" ? "id" : "namespace";
  return details.some((it) => it[place] === topic.id && canSeeChange(actor, it, rules));
}
