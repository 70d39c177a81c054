import assert from "node:assert/strict";
import type { Actor } from "../../../src/identity/actor/actor.ts";
import type { Rules } from "../../../src/platform/config/config.ts";
import { problemsOf } from "../../../src/platform/patterns.ts";
import type { Action, Guarded } from "../../../src/tenancy/policy/policy.ts";
import type { DataSet, Limits } from "./data-sets.ts";

// The rules of docs/permissions.md, written a second time as plain conditions.

export function isAllowed({ asker, place, limits, given }: DataSet, action: Action): boolean {
  if (limits && !isWithin(limits, place.repository?.fullName ?? "", action)) return false;
  if (action === "pull") return canPull(asker, place);
  if (!asker) return false;
  if (action === "delete") return given.deleteEnabled && canDelete(asker, place, given);
  return !(place.overQuota ?? false) && canPush(asker, place, given);
}

function isWithin(limits: NonNullable<Limits>, name: string, action: Action): boolean {
  const { patterns, actions } = limits;
  assert.deepEqual(problemsOf(patterns, "repository"), []);
  const named =
    patterns.length === 0 || patterns.some((it) => new RegExp(`^${regex(it)}$`).test(name));
  return named && (actions.length === 0 || actions.includes(action));
}

const regex = (glob: string) =>
  glob.endsWith("**") ? `${glob.slice(0, -2)}.+` : glob.replace("*", "[^/]*");

const openness = ["private", "protected", "public"];

export function narrower({ visibility: outer, repository }: Guarded): string {
  const inner = repository?.visibility ?? outer;
  return openness[Math.min(openness.indexOf(outer), openness.indexOf(inner))] ?? "private";
}

export const teamRole = (asker: Actor | null, { members: all }: Guarded) =>
  all.find((member) => member.userId === asker?.id)?.role ?? null;
export const ownRole = (asker: Actor | null, { repository }: Guarded) =>
  repository?.members.find((member) => member.userId === asker?.id)?.role ?? null;
export const bothRoles = ({ asker, place }: Pick<DataSet, "asker" | "place">) => [
  teamRole(asker, place),
  ownRole(asker, place),
];

function canPull(asker: Actor | null, place: Guarded): boolean {
  if (narrower(place) === "public") return true;
  if (!asker) return false;
  const isMember = bothRoles({ asker, place }).some((it) => it !== null);
  return asker.admin || narrower(place) === "protected" || isMember;
}

function canPush(asker: Actor, place: Guarded, { pushPolicy }: Rules): boolean {
  if (asker.admin) return true;
  if (pushPolicy === "admin-only") return false;
  if (place.kind === "personal" && teamRole(asker, place) === "owner") return true;
  const own = ownRole(asker, place);
  const inTeam = place.kind === "team" ? teamRole(asker, place) : null;
  return (
    pushPolicy === "allow-teams" &&
    [own, inTeam].some((it) => it === "owner" || it === "contributor")
  );
}

function canDelete(asker: Actor, place: Guarded, { deleteByContributors }: Rules): boolean {
  const roles = bothRoles({ asker, place });
  if (asker.admin || roles.includes("owner")) return true;
  return deleteByContributors && roles.includes("contributor");
}
