import type { Role } from "../../platform/db/generated/enums.ts";
import type { Actor } from "../actor/actor.ts";

/** The roles that a robot may have: robots pull and push; they can't own anything. */
export const robotRoles = ["viewer", "contributor"] as const;

/** Owners of a team and admins create its robots; only admins create robots without a team. */
export function canCreateRobot(
  actor: Actor,
  team: { hidden: boolean; memberships: readonly { userId: number; role: Role }[] } | null,
): boolean {
  if (team?.hidden) return false;
  if (actor.admin) return true;
  const owns = team?.memberships.some((it) => it.userId === actor.id && it.role === "owner");
  return !actor.robot && (owns ?? false);
}
