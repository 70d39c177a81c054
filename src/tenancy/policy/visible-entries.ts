import type { AuditKey } from "../../history/verbs.ts";
import type { Actor } from "../../identity/actor/actor.ts";
import { Prisma } from "../../platform/db/client.ts";
import {
  memberOf,
  memberOfRepository,
  namespaceVisibleTo,
  repositoryVisibleTo,
} from "./visible.ts";

/** Only admins see sign-ins, even one's own: someone who has taken over an account must not see who investigates. */
export const signIns = ["user.sign_in", "user.failed_sign_in"];

/** The entries of the audit log that say who has access to a repository. */
export const accessChanges = [
  "repository.add_member",
  "repository.change_member_role",
  "repository.remove_member",
] satisfies AuditKey[];

/** Only admins see every entry, with the sign-ins, and may export them. */
export const canSeeAllEntries = (actor: Actor): boolean => actor.admin;

/** SQL: whether an actor may see with which credential and from where an entry was caused: admins, and people for their own. */
export function sourceVisibleTo({ admin, id }: Actor): Prisma.Sql {
  return admin ? Prisma.sql`TRUE` : Prisma.sql`activities.actor_id = ${id}`;
}

/**
 * SQL: the entries that an actor may see, on `activities` joined with existing namespaces and repositories: their own,
 * and those of things that they may see. Entries of deleted things and of webhooks are visible to the team, and those
 * that say who has access to a repository to its members.
 */
export function entriesVisibleTo(actor: Actor): Prisma.Sql {
  if (canSeeAllEntries(actor)) return Prisma.sql`TRUE`;
  return Prisma.sql`(activities.key <> ALL (${signIns}) AND (
    activities.actor_id = ${actor.id}
    OR (repositories.id IS NOT NULL AND ${repositoryVisibleTo(actor)}
      AND (activities.key <> ALL (${accessChanges}) OR ${memberOfRepository(actor)}))
    OR (activities.repository_id IS NULL AND namespaces.id IS NOT NULL AND ${namespaceVisibleTo(actor)}
      AND (activities.key NOT LIKE 'webhook.%' OR ${memberOf(actor)}))
    OR ((namespaces.id IS NULL OR (activities.repository_id IS NOT NULL AND repositories.id IS NULL))
      AND EXISTS (SELECT 1 FROM memberships AS own
        WHERE own.team_id = activities.team_id AND own.user_id = ${actor.id}))))`;
}
