import type { Actor } from "../../identity/actor/actor.ts";
import type { Rules } from "../../platform/config/config.ts";
import type { NamespaceKind, Role, Visibility } from "../../platform/db/generated/enums.ts";

export type Action = "pull" | "push" | "delete";

export type Members = readonly { userId: number; role: Role }[];

/** What a repository says for itself, beside what its namespace says. */
export interface RepositoryRules {
  fullName: string;
  visibility: Visibility | null; // null: its namespace's
  members: Members; // with rights in this repository alone
}

/** What must be known of a namespace, or of one repository in it, to judge what someone may do there. */
export interface Guarded {
  kind: NamespaceKind;
  visibility: Visibility;
  members: Members;
  overQuota?: boolean | undefined; // it holds more than it may
  repository?: RepositoryRules;
}

/** An answer and the rule that it follows from, as a sentence. */
export interface Verdict {
  allowed: boolean;
  because: string;
}

const everyAction: readonly Action[] = ["pull", "push", "delete"];
const byWidth: readonly Visibility[] = ["private", "protected", "public"];

/** Everything an actor may do in a namespace or a repository: the rule that pages, tokens, API and jobs all ask. */
export function allowedActions(actor: Actor | null, guarded: Guarded, rules: Rules): Action[] {
  return everyAction.filter((action) => judge(actor, guarded, action, rules).allowed);
}

/** Whether an actor may do something, and which rule decided. What a token is limited to comes before all others. */
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

const overQuota =
  "It is over its quota: nobody pushes until something is deleted, or it gets more.";

/** A repository is never wider than its namespace: the narrower of the two holds. */
export function visibilityOf({
  visibility,
  repository,
}: {
  visibility: Visibility;
  repository?: { visibility: Visibility | null };
}): Visibility {
  const own = repository?.visibility ?? visibility;
  return byWidth.indexOf(own) < byWidth.indexOf(visibility) ? own : visibility;
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

/** Whether an actor owns a repository or its namespace; admins own everything. */
export function ownsRepository(actor: Actor | null, guarded: Guarded): boolean {
  return isAdmin(actor) || isOwner(actor, guarded) || roleInRepository(actor, guarded) === "owner";
}

/** The actor's role in the repository itself, if any. */
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
  if (!actor) return no(`It is ${visibility}: nobody pulls without signing in.`);
  if (actor.admin) return yes(admins);
  if (visibility === "protected") return yes("It is protected: whoever is signed in may pull.");
  if (roleOf(actor, guarded)) return yes("Every member of the namespace's team may pull.");
  if (roleInRepository(actor, guarded)) return yes("Every member of the repository may pull.");
  return no("It is private: members of the namespace's team or of the repository alone may pull.");
}

function judgePush(actor: Actor | null, guarded: Guarded, { pushPolicy }: Rules): Verdict {
  if (!actor) return no("Nobody pushes without signing in.");
  if (!["allow-teams", "allow-personal", "admin-only"].includes(pushPolicy))
    return no("The push policy of this Portus is not one that it knows.");
  if (actor.admin) return yes(admins);
  if (pushPolicy === "admin-only") return no("The push policy here lets admins alone push.");

  const role = roleOf(actor, guarded);
  if (guarded.kind === "personal" && role === "owner")
    return yes("People push to their own personal namespace.");
  if (pushPolicy !== "allow-teams")
    return no("The push policy here lets people push to their personal namespace alone.");
  if (guarded.kind === "team" && contributes(role))
    return yes("Owners and contributors of the namespace's team may push.");
  if (contributes(roleInRepository(actor, guarded)))
    return yes("Owners and contributors of the repository may push to it.");
  return no(pushers[guarded.kind]);
}

function judgeDelete(actor: Actor | null, guarded: Guarded, rules: Rules): Verdict {
  if (!actor) return no("Nobody deletes without signing in.");
  if (!rules.deleteEnabled) return no("Deletion is switched off here, for admins too.");
  if (actor.admin) return yes(admins);

  const roles = [roleOf(actor, guarded), roleInRepository(actor, guarded)];
  if (roles.includes("owner")) return yes("Owners may delete.");
  if (!roles.includes("contributor")) return no("Owners and admins alone may delete.");
  return rules.deleteByContributors
    ? yes("Contributors may delete here.")
    : no("Contributors may not delete here: owners and admins alone may.");
}

const admins = "Admins may do this everywhere.";

const pushers: Record<NamespaceKind, string> = {
  team: "Owners and contributors of the namespace's team or of the repository alone may push.",
  personal: "Whose personal namespace it is and contributors of the repository alone may push.",
  global: "Names without a slash are pushed by admins and contributors of the repository alone.",
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
