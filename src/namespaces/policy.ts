import type { Actor } from "../accounts/current.ts";
import type { Rules } from "../config.ts";
import type { NamespaceKind, Role, Visibility } from "../generated/enums.ts";

export type Action = "pull" | "push" | "delete";

/** What must be known of a namespace to judge what someone may do in it. */
export interface Guarded {
  kind: NamespaceKind;
  visibility: Visibility;
  members: readonly { userId: number; role: Role }[];
}

/** Everything an actor may do in a namespace: the one rule that pages, tokens, API and jobs all ask. */
export function allowedActions(actor: Actor | null, namespace: Guarded, rules: Rules): Action[] {
  const actions: Action[] = [];
  if (mayPull(actor, namespace)) actions.push("pull");
  if (mayPush(actor, namespace, rules)) actions.push("push");
  if (mayDelete(actor, namespace, rules)) actions.push("delete");
  return actions;
}

function mayPull(actor: Actor | null, namespace: Guarded): boolean {
  if (namespace.visibility === "public") return true;
  if (!actor) return false;
  return (
    actor.admin || namespace.visibility === "protected" || roleOf(actor, namespace) !== undefined
  );
}

function mayPush(actor: Actor | null, namespace: Guarded, { pushPolicy }: Rules): boolean {
  if (!actor || !["allow-teams", "allow-personal", "admin-only"].includes(pushPolicy)) return false;
  if (actor.admin) return true;

  const role = roleOf(actor, namespace);
  if (namespace.kind === "personal") return pushPolicy !== "admin-only" && role === "owner";
  if (namespace.kind === "team")
    return pushPolicy === "allow-teams" && (role === "owner" || role === "contributor");
  return false;
}

function mayDelete(actor: Actor | null, namespace: Guarded, rules: Rules): boolean {
  if (!actor || !rules.deleteEnabled) return false;
  if (actor.admin) return true;

  const role = roleOf(actor, namespace);
  return role === "owner" || (role === "contributor" && rules.deleteByContributors);
}

/** The actor's role in the team behind the namespace, if any. */
export function roleOf(actor: Actor | null, namespace: Guarded): Role | undefined {
  return namespace.members.find((member) => member.userId === actor?.id)?.role;
}
