import type { Actor } from "../accounts/current.ts";
import type { Guarded } from "../namespaces/policy.ts";

/** Whether an actor may write what a repository is: its owners and admins (REP-010). */
export function canDescribe(actor: Actor | null, namespace: Guarded): boolean {
  if (!actor) return false;
  if (actor.admin) return true;
  return namespace.members.some(({ userId, role }) => userId === actor.id && role === "owner");
}
