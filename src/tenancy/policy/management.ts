import type { Actor } from "../../identity/actor/actor.ts";
import type { Rules } from "../../platform/config/config.ts";
import type { NamespaceKind, Role, Visibility } from "../../platform/db/generated/enums.ts";

type Members = readonly { userId: number; role: Role }[];

/** What must be known of a namespace to judge who may change it. */
export interface Managed {
  kind: NamespaceKind;
  members: Members;
}

/** What the whole weighs and may hold: that tells of repositories in it which others may not see. */
export function canSeeSize(actor: Actor | null, { members }: Managed): boolean {
  return isAdmin(actor) || roleOf(actor, members) !== undefined;
}

/** Its description. Unlike the ancestor's, this does not depend on who may push (NSP-025). */
export function canEditNamespace(actor: Actor | null, namespace: Managed, rules: Rules): boolean {
  return isAdmin(actor) || (rules.manageNamespace && isOwner(actor, namespace));
}

/** The global namespace belongs to the admins, so no owner's right reaches it (NSP-018). */
export function canChangeVisibility(
  actor: Actor | null,
  namespace: Managed,
  rules: Rules,
): boolean {
  if (isAdmin(actor)) return true;
  return rules.changeVisibility && namespace.kind !== "global" && isOwner(actor, namespace);
}

/** Names without a slash are for everyone who is signed in, so the global namespace is never private. */
export function canHaveVisibility(
  namespace: Pick<Managed, "kind">,
  visibility: Visibility,
): boolean {
  return namespace.kind !== "global" || visibility !== "private";
}

/** Only namespaces of teams move: a personal one is somebody's, the global one everybody's. */
export function canTransfer(actor: Actor | null, namespace: Managed, rules: Rules): boolean {
  return namespace.kind === "team" && canEditNamespace(actor, namespace, rules);
}

/** Nobody is given a namespace whom the giver does not speak for. */
export function canReceive(actor: Actor, team: { hidden: boolean; members: Members }): boolean {
  return !team.hidden && (actor.admin || roleOf(actor, team.members) === "owner");
}

export function canDeleteNamespace(actor: Actor | null, namespace: Managed, rules: Rules): boolean {
  if (!actor || !rules.deleteEnabled || namespace.kind === "global") return false;
  if (actor.admin || isOwner(actor, namespace)) return true;
  return rules.deleteByContributors && roleOf(actor, namespace.members) === "contributor";
}

function isAdmin(actor: Actor | null): boolean {
  return actor?.admin ?? false;
}

function isOwner(actor: Actor | null, { members }: Managed): boolean {
  return roleOf(actor, members) === "owner";
}

function roleOf(actor: Actor | null, members: Members): Role | undefined {
  return members.find(({ userId }) => userId === actor?.id)?.role;
}
