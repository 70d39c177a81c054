import type { Actor } from "../../identity/actor/actor.ts";
import type { Rules } from "../../platform/config/config.ts";
import { type Guarded, isAdmin, judge } from "../../tenancy/policy/policy.ts";
import type { ChangeDetails } from "./change-details.ts";
import type { Topic } from "./topics.ts";

/** Syncs concern the whole registry, private repositories included. */
export function canWatchSyncs(actor: Actor | null): boolean {
  return isAdmin(actor);
}

/** Whether an actor may learn of a change of a place; null: of a sync. */
export function canSeeChange(
  actor: Actor | null,
  { guarded, user }: { guarded: Guarded | null; user?: number | undefined },
  rules: Rules,
): boolean {
  if (user !== undefined && actor?.id === user) return true;
  return guarded ? judge(actor, guarded, "pull", rules).allowed : canWatchSyncs(actor);
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
