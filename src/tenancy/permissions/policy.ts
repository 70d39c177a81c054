import type { Actor } from "../../identity/actor/actor.ts";
import type { Guarded } from "../policy/policy.ts";

/** Who may ask what others may do: the owners of a place, and admins. Everyone may ask about themselves. */
export function canAskAboutOthers(asker: Actor, { members, repository }: Guarded): boolean {
  if (asker.admin) return true;
  return [...members, ...(repository?.members ?? [])].some(
    ({ userId, role }) => userId === asker.id && role === "owner",
  );
}
