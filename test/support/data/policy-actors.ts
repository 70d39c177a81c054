import type { Actor } from "../../../src/identity/actor/actor.ts";
import type { Rules } from "../../../src/platform/config/config.ts";

/** An actor for a policy test, which needs no database. */
export function person(id: number, given: Partial<Actor> = {}): Actor {
  return { id, username: `user${id}`, displayName: null, admin: false, robot: false, ...given };
}

export const [owner, contributor, viewer, stranger] = [person(1), person(2), person(3), person(4)];
export const admin = person(5, { admin: true });

export const members = [
  { userId: owner.id, role: "owner" },
  { userId: contributor.id, role: "contributor" },
  { userId: viewer.id, role: "viewer" },
] as const;

/** The default rules. */
export const rules: Rules = {
  pushPolicy: "allow-teams",
  deleteEnabled: true,
  deleteByContributors: false,
  changeVisibility: true,
  createTeam: true,
  manageTeam: true,
  createNamespace: true,
  manageNamespace: true,
  createWebhook: true,
  manageWebhook: true,
};
