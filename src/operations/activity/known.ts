import type { Actor } from "../../identity/actor/actor.ts";
import { Prisma } from "../../platform/db/client.ts";
import { memberOf, namespaceVisibleTo, repositoryVisibleTo } from "../../tenancy/policy/visible.ts";

/** Who came to the door is for admins alone, even one's own visits: whoever has taken an account must not see who looks. */
export const signIns = ["user.sign_in", "user.failed_sign_in"];

/**
 * What an actor may know of, as a condition on `activities` joined with the namespaces and repositories that still are:
 * what they did themselves, and what happened where they may look. A thing that is gone is known to those of its team;
 * so are webhooks, wherever they are.
 */
export function knownTo(actor: Actor): Prisma.Sql {
  if (actor.admin) return Prisma.sql`TRUE`;
  return Prisma.sql`(activities.key <> ALL (${signIns}) AND (
    activities.actor_id = ${actor.id}
    OR (repositories.id IS NOT NULL AND ${repositoryVisibleTo(actor)})
    OR (activities.repository_id IS NULL AND namespaces.id IS NOT NULL AND ${namespaceVisibleTo(actor)}
      AND (activities.key NOT LIKE 'webhook.%' OR ${memberOf(actor)}))
    OR ((namespaces.id IS NULL OR (activities.repository_id IS NOT NULL AND repositories.id IS NULL))
      AND EXISTS (SELECT 1 FROM memberships AS own
        WHERE own.team_id = activities.team_id AND own.user_id = ${actor.id}))))`;
}
