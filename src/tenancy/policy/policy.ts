import type { Actor } from "../../identity/actor/actor.ts";
import type { Rules } from "../../platform/config/config.ts";
import type { NamespaceKind, Role, Visibility } from "../../platform/db/generated/enums.ts";

export const allActions = ["pull", "push", "delete"] as const;
export type Action = (typeof allActions)[number];

export const strictestFirst = [
  "private",
  "protected",
  "public",
] as const satisfies readonly Visibility[];

export type Members = readonly { userId: number; role: Role }[];

/** A repository's own rules, in addition to those of its namespace. */
export interface RepositoryRules {
  fullName: string;
  visibility: Visibility | null; // null: the namespace's
  members: Members; // with rights in this repository only
}

/** What the policy needs to know about a namespace, or one repository in it. */
export interface Guarded {
  kind: NamespaceKind;
  visibility: Visibility;
  members: Members;
  overQuota?: boolean | undefined; // its size exceeds its quota
  repository?: RepositoryRules;
}

/** An answer and the rule behind it, as a sentence. */
export interface Verdict {
  allowed: boolean;
  because: string;
}

/** Everything an actor may do in a namespace or repository. Pages, tokens, API and jobs all use this rule. */
export function allowedActions(actor: Actor | null, guarded: Guarded, rules: Rules): Action[] {
  return allowedBy(judgeAll(actor, guarded, rules));
}

export type Verdicts = Readonly<Record<Action, Verdict>>;

/** The verdict on each action. */
export function judgeAll(actor: Actor | null, guarded: Guarded, rules: Rules): Verdicts {
  return {
    pull: judge(actor, guarded, "pull", rules),
    push: judge(actor, guarded, "push", rules),
    delete: judge(actor, guarded, "delete", rules),
  };
}

export function allowedBy(verdicts: Verdicts): Action[] {
  return allActions.filter((action) => verdicts[action].allowed);
}

/** Whether an actor may do something, and which rule decided. The limits of a token are checked first. */
export function judge(
  actor: Actor | null,
  guarded: Guarded,
  action: Action,
  rules: Rules,
): Verdict {
  const beyond = beyondLimit(actor, guarded, action);
  if (beyond) return beyond;
  if (action === "pull") return judgePull(actor, guarded);
  if (action === "delete") return judgeDelete(actor, guarded, rules);
  const verdict = judgePush(actor, guarded, rules);
  return verdict.allowed && guarded.overQuota ? no(overQuota) : verdict;
}

/** Whether an actor's role allows it, whatever the quota says now. */
export function canByRole(actor: Actor, guarded: Guarded, action: Action, rules: Rules): boolean {
  return judge(actor, { ...guarded, overQuota: false }, action, rules).allowed;
}

const overQuota =
  "The namespace is over its quota: nobody may push until images are deleted or the quota is raised.";

/** A repository is never more visible than its namespace: the narrower visibility applies. */
export function visibilityOf({
  visibility,
  repository,
}: {
  visibility: Visibility;
  repository?: { visibility: Visibility | null };
}): Visibility {
  const own = repository?.visibility ?? visibility;
  return strictestFirst.indexOf(own) < strictestFirst.indexOf(visibility) ? own : visibility;
}

/** The actor's role in a team or the team of a namespace, if any. */
export function roleOf(actor: Actor | null, { members }: Pick<Guarded, "members">) {
  return members.find((member) => member.userId === actor?.id)?.role;
}

export function isAdmin(actor: Actor | null): boolean {
  return actor?.admin ?? false;
}

export function isOwner(actor: Actor | null, guarded: Pick<Guarded, "members">): boolean {
  return roleOf(actor, guarded) === "owner";
}

/** Who may see who is in a namespace's team. Others see a sentence about who may do what. */
export function canSeeMembers(actor: Actor | null, guarded: Pick<Guarded, "members">): boolean {
  return isAdmin(actor) || roleOf(actor, guarded) !== undefined;
}

/** Whether an actor owns a repository or its namespace; admins own everything. */
export function ownsRepository(actor: Actor | null, guarded: Guarded): boolean {
  return isAdmin(actor) || isOwner(actor, guarded) || roleInRepository(actor, guarded) === "owner";
}

function roleInRepository(actor: Actor | null, { repository }: Guarded): Role | undefined {
  return repository && roleOf(actor, repository);
}

function beyondLimit(actor: Actor | null, { repository }: Guarded, action: Action): Verdict | null {
  const limit = actor?.limit;
  if (!limit) return null;
  if (limit.names && !limit.names.test(repository?.fullName ?? ""))
    return no("The application token is limited to other repositories.");
  if (limit.actions && !limit.actions.includes(action))
    return no(`The application token is limited to: ${limit.actions.join(", ")}.`);
  return null;
}

function judgePull(actor: Actor | null, guarded: Guarded): Verdict {
  const visibility = visibilityOf(guarded);
  if (visibility === "public") return yes("It is public: anyone may pull.");
  if (!actor) return no(`It is ${visibility}: only signed-in users may pull.`);
  if (actor.admin) return yes(admins);
  if (visibility === "protected") return yes("It is protected: anyone signed in may pull.");
  if (roleOf(actor, guarded)) return yes("Every member of the namespace's team may pull.");
  if (roleInRepository(actor, guarded)) return yes("Every member of the repository may pull.");
  return no("It is private: only members of the namespace's team or of the repository may pull.");
}

function judgePush(actor: Actor | null, guarded: Guarded, { pushPolicy }: Rules): Verdict {
  if (!actor) return no("Only signed-in users may push.");
  // Fails closed, for admins too: a policy that is added to the settings allows nothing until it has a rule here.
  if (!["allow-teams", "allow-personal", "admin-only"].includes(pushPolicy))
    return no("The push policy of this Portus is not a known one.");
  if (actor.admin) return yes(admins);
  if (pushPolicy === "admin-only") return no("The push policy here allows only admins to push.");

  const role = roleOf(actor, guarded);
  if (guarded.kind === "personal" && role === "owner")
    return yes("People may push to their own personal namespace.");
  if (pushPolicy !== "allow-teams")
    return no("The push policy here allows people to push only to their personal namespace.");
  if (guarded.kind === "team" && contributes(role))
    return yes("Owners and contributors of the namespace's team may push.");
  if (contributes(roleInRepository(actor, guarded)))
    return yes("Owners and contributors of the repository may push to it.");
  return no(pushers[guarded.kind]);
}

function judgeDelete(actor: Actor | null, guarded: Guarded, rules: Rules): Verdict {
  if (!actor) return no("Only signed-in users may delete.");
  if (!rules.deleteEnabled) return no("Deletion is disabled here, for admins too.");
  if (actor.admin) return yes(admins);

  const roles = [roleOf(actor, guarded), roleInRepository(actor, guarded)];
  if (roles.some((role) => canDeleteAs(role, rules)))
    return yes(roles.includes("owner") ? "Owners may delete." : "Contributors may delete here.");
  return roles.includes("contributor")
    ? no("Contributors may not delete here: only owners and admins may.")
    : no("Only owners and admins may delete.");
}

/** Whether a role includes the right to delete, as long as deletion is enabled. */
export function canDeleteAs(role: Role | undefined, rules: Rules): boolean {
  return role === "owner" || (role === "contributor" && rules.deleteByContributors);
}

const admins = "Admins may do this everywhere.";

const pushers: Record<NamespaceKind, string> = {
  team: "Only owners and contributors of the namespace's team or of the repository may push.",
  personal:
    "Only the owner of this personal namespace and contributors to the repository may push.",
  global: "Only admins and contributors to the repository may push top-level images.",
};

function contributes(role: Role | undefined): boolean {
  return role === "owner" || role === "contributor";
}

function yes(because: string): Verdict {
  return { allowed: true, because };
}

function no(because: string): Verdict {
  return { allowed: false, because };
}
