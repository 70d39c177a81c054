import type { Actor } from "../../identity/actor/actor.ts";
import type { Rules } from "../../platform/config/config.ts";
import type { Role, Visibility } from "../../platform/db/generated/enums.ts";
import { type Guarded, ownsRepository } from "../../tenancy/policy/policy.ts";

/** Whether an actor may write what a repository is: its owners, those of its namespace, and admins (REP-010). */
export function canDescribe(actor: Actor | null, guarded: Guarded): boolean {
  return ownsRepository(actor, guarded);
}

/** Who has a role in the repository alone. */
export function canManageRepository(actor: Actor | null, guarded: Guarded): boolean {
  return ownsRepository(actor, guarded) && !actor?.robot;
}

/** Its own visibility, under the same switch as that of namespaces. */
export function canNarrow(actor: Actor | null, guarded: Guarded, rules: Rules): boolean {
  return canManageRepository(actor, guarded) && (actor?.admin || rules.changeVisibility);
}

/** What a repository may be: as its namespace, or narrower. Names without a slash are never private by their namespace, but may be one by one. */
export function narrowings({ visibility }: Pick<Guarded, "visibility">): Visibility[] {
  const widths = ["private", "protected", "public"] as const;
  return widths.slice(0, widths.indexOf(visibility) + 1);
}

/** Robots run nothing, so they own nothing. */
export function canHold(user: { robot: boolean }, role: Role): boolean {
  return !(user.robot && role === "owner");
}

/** Whoever is signed in and sees a repository may say something about it (REP-011). */
export function canComment(actor: Actor | null): boolean {
  return actor !== null;
}

/** What somebody said is theirs to take back, and the admins'. */
export function canDeleteComment(actor: Actor | null, comment: { authorId: number | null }) {
  return actor !== null && (actor.admin || comment.authorId === actor.id);
}
