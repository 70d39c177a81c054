import type { Actor } from "../../identity/actor/actor.ts";
import type { Guarded } from "../../tenancy/policy/policy.ts";

/** Admins, and owners and contributors of the namespace or the repository, may retry reading a manifest. */
export function canRetryReading(actor: Actor | null, { members, repository }: Guarded): boolean {
  if (!actor) return false;
  if (actor.admin) return true;
  return [...members, ...(repository?.members ?? [])].some(
    ({ userId, role }) => userId === actor.id && role !== "viewer",
  );
}
