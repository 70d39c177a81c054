import type { Actor } from "../../identity/actor/actor.ts";
import { anyUser } from "../../identity/actor/system-actors.ts";
import type { Rules } from "../../platform/config/config.ts";
import type { Role, Visibility } from "../../platform/db/generated/enums.ts";
import {
  type Action,
  canDeleteAs,
  type Guarded,
  judge,
  type Members,
  roleOf,
  strictestFirst,
} from "./policy.ts";

/** What a verdict depends on. */
export interface Situation {
  actor: Actor | null;
  guarded: Guarded;
  rules: Rules;
}

/** One change after which a verdict may be another. */
export type Change =
  | { kind: "sign_in" }
  | { kind: "other_token"; lifts: "names" | "actions" }
  | { kind: "role"; in: "team" | "repository"; role: Role; before: Role | undefined }
  | { kind: "visibility"; to: Visibility; namespace: boolean; repository: boolean } // which of them must be widened
  | { kind: "push_policy" }
  | { kind: "quota" }
  | { kind: "deletion" };

/** The changes that together allow an action. */
export type Cure = readonly Change[];

const maxChanges = 6;
const maxCures = 4;

/** What would allow an action that judge() refuses, the fewest changes first. Empty if it is allowed. */
export function curesFor(situation: Situation, action: Action): Cure[] {
  return search(situation, action, [])
    .toSorted((a, b) => a.length - b.length)
    .slice(0, maxCures);
}

/** Applies changes until the action is allowed. A change that leaves the reason as it is leads nowhere. */
function search(situation: Situation, action: Action, made: Cure): Cure[] {
  const verdict = verdictIn(situation, action);
  if (verdict.allowed) return made.length > 0 ? [made] : [];
  if (made.length === maxChanges) return [];
  return changesFor(situation, action).flatMap((change) => {
    const next = applyChange(situation, change);
    const isProgress = verdictIn(next, action).because !== verdict.because;
    return isProgress ? search(next, action, [...made, change]) : [];
  });
}

const verdictIn = ({ actor, guarded, rules }: Situation, action: Action) =>
  judge(actor, guarded, action, rules);

/** The situation after a change. */
export function applyChange(situation: Situation, change: Change): Situation {
  const { actor, guarded, rules } = situation;
  switch (change.kind) {
    case "sign_in":
      return { ...situation, actor: actor ?? anyUser };
    case "other_token":
      return { ...situation, actor: actor && withoutLimit(actor, change.lifts) };
    case "role":
      return { ...situation, guarded: withRole(guarded, actor, change) };
    case "visibility":
      return { ...situation, guarded: withVisibility(guarded, change) };
    case "push_policy":
      return { ...situation, rules: { ...rules, pushPolicy: "allow-teams" } };
    case "quota":
      return { ...situation, guarded: { ...guarded, overQuota: false } };
    case "deletion":
      return { ...situation, rules: { ...rules, deleteEnabled: true } };
  }
}

function withoutLimit({ limit, ...actor }: Actor, lifts: "names" | "actions"): Actor {
  const left = { names: null, actions: null, ...limit, [lifts]: null };
  return left.names || left.actions ? { ...actor, limit: left } : actor;
}

type RoleChange = Extract<Change, { kind: "role" }>;

function withRole(guarded: Guarded, actor: Actor | null, change: RoleChange): Guarded {
  const { repository } = guarded;
  if (!actor) return guarded;
  const among = (members: Members) => [
    ...members.filter(({ userId }) => userId !== actor.id),
    { userId: actor.id, role: change.role },
  ];
  if (change.in === "team") return { ...guarded, members: among(guarded.members) };
  if (!repository) return guarded;
  return { ...guarded, repository: { ...repository, members: among(repository.members) } };
}

type VisibilityChange = Extract<Change, { kind: "visibility" }>;

function withVisibility(guarded: Guarded, change: VisibilityChange): Guarded {
  const { to } = change;
  const { repository } = guarded;
  return {
    ...guarded,
    visibility: change.namespace ? to : guarded.visibility,
    ...(repository && change.repository && { repository: { ...repository, visibility: to } }),
  };
}

/** The changes that may answer the first rule that refuses: its order is that of judge(). */
function changesFor(situation: Situation, action: Action): Change[] {
  const { actor, rules, guarded } = situation;
  const limits = limitChanges(situation, action);
  if (limits.length > 0) return limits;
  if (action === "pull") return pullChanges(situation);
  if (!actor) return [{ kind: "sign_in" }];
  if (action === "delete" && !rules.deleteEnabled) return [{ kind: "deletion" }];
  const roles = roleChanges(situation, roleFor(action, rules, actor));
  if (action === "delete") return roles;
  return [...pushChanges(situation, roles), ...(guarded.overQuota ? [quota] : [])];
}

const quota = { kind: "quota" } as const;

function limitChanges({ actor, guarded }: Situation, action: Action): Change[] {
  const { names, actions } = actor?.limit ?? { names: null, actions: null };
  if (names && !names.test(guarded.repository?.fullName ?? ""))
    return [{ kind: "other_token", lifts: "names" }];
  if (actions && !actions.includes(action)) return [{ kind: "other_token", lifts: "actions" }];
  return [];
}

function pullChanges(situation: Situation): Change[] {
  const { actor, guarded } = situation;
  const to = actor ? "protected" : "public";
  const first: Change[] = actor ? roleChanges(situation, "viewer") : [{ kind: "sign_in" }];
  const namespace = isNarrower(guarded.visibility, to);
  const own = guarded.repository?.visibility ?? null;
  const repository = own !== null && isNarrower(own, to);
  return [...first, { kind: "visibility", to, namespace, repository }];
}

const isNarrower = (visibility: Visibility, than: Visibility) =>
  strictestFirst.indexOf(visibility) < strictestFirst.indexOf(than);

/** Under a policy that lets only admins or owners push, a role changes nothing. */
function pushChanges({ rules, actor, guarded }: Situation, roles: Change[]): Change[] {
  const isOwner = roleOf(actor, guarded) === "owner" && guarded.kind === "personal";
  if (rules.pushPolicy === "allow-teams" || (isOwner && rules.pushPolicy === "allow-personal"))
    return roles;
  return [{ kind: "push_policy" }];
}

function roleFor(action: Action, rules: Rules, { robot }: Actor): Role | null {
  if (action === "push" || canDeleteAs("contributor", rules)) return "contributor";
  return robot ? null : "owner"; // robots own nothing
}

const ranks: readonly Role[] = ["viewer", "contributor", "owner"];

/** A higher role in the team, if people can give one, or in the repository. */
function roleChanges({ actor, guarded }: Situation, role: Role | null): Change[] {
  if (role === null) return [];
  const { repository, kind } = guarded;
  const inTeam = roleOf(actor, guarded);
  const own = repository && roleOf(actor, repository);
  const isHigher = (before: Role | undefined) =>
    before === undefined || ranks.indexOf(before) < ranks.indexOf(role);
  const changes: Change[] = [];
  if (kind === "team" && isHigher(inTeam))
    changes.push({ kind: "role", in: "team", role, before: inTeam });
  if (repository && isHigher(own))
    changes.push({ kind: "role", in: "repository", role, before: own });
  return changes;
}
