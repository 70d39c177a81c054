import type { Actor } from "../../identity/actor/actor.ts";
import type { Guarded } from "../../tenancy/policy/policy.ts";

/** Whether an actor may have a manifest read again that could not be: owners and contributors, also of the repository alone, and admins. */
export function canReadAgain(actor: Actor | null, { members, repository }: Guarded): boolean {
  if (!actor) return false;
  if (actor.admin) return true;
  return [...members, ...(repository?.members ?? [])].some(
    ({ userId, role }) => userId === actor.id && role !== "viewer",
  );
}
