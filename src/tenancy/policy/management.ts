import type { Actor } from "../../identity/actor/actor.ts";
import type { Rules } from "../../platform/config/config.ts";
import type { NamespaceKind, Visibility } from "../../platform/db/generated/enums.ts";
import { canDeleteAs, canSeeMembers, isAdmin, isOwner, type Members, roleOf } from "./policy.ts";

/** What these rules need to know about a namespace. */
export interface Managed {
  kind: NamespaceKind;
  members: Members;
}

/** Who may see a namespace's total size and quota: the total would reveal private repositories to others. */
export function canSeeSize(actor: Actor | null, namespace: Managed): boolean {
  return canSeeMembers(actor, namespace);
}

/** Who may edit its description. Unlike in the first Portus, this does not depend on who may push. */
export function canEditNamespace(actor: Actor | null, namespace: Managed, rules: Rules): boolean {
  return isAdmin(actor) || (rules.manageNamespace && isOwner(actor, namespace));
}

/** Only admins change the visibility of the global namespace, which belongs to them. */
export function canChangeVisibility(
  actor: Actor | null,
  namespace: Managed,
  rules: Rules,
): boolean {
  if (isAdmin(actor)) return true;
  return rules.changeVisibility && namespace.kind !== "global" && isOwner(actor, namespace);
}

/** The global namespace is never private: everyone who is signed in may pull top-level images. */
export function canHaveVisibility(
  namespace: Pick<Managed, "kind">,
  visibility: Visibility,
): boolean {
  return namespace.kind !== "global" || visibility !== "private";
}

/** Only namespaces of teams are transferred: a personal one has its owner, and the global one belongs to the admins. */
export function canTransfer(actor: Actor | null, namespace: Managed, rules: Rules): boolean {
  return namespace.kind === "team" && canEditNamespace(actor, namespace, rules);
}

/** People may transfer a namespace only to a team that they own, admins to any team. */
export function canReceive(actor: Actor, team: { hidden: boolean; members: Members }): boolean {
  return !team.hidden && (actor.admin || roleOf(actor, team) === "owner");
}

export function canDeleteNamespace(actor: Actor | null, namespace: Managed, rules: Rules): boolean {
  if (!actor || !rules.deleteEnabled || namespace.kind === "global") return false;
  return actor.admin || canDeleteAs(roleOf(actor, namespace), rules);
}
