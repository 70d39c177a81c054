import type { AuditKey } from "../../history/verbs.ts";
import { type Actor, actorFields } from "../../identity/actor/actor.ts";
import { portus } from "../../identity/actor/system-actors.ts";
import { config } from "../../platform/config/config.ts";
import type { Namespace, Prisma, Role, Tx } from "../../platform/db/client.ts";
import { type GuardedNamespace, repositoryIn } from "../../tenancy/policy/guarded.ts";
import { canByRole, type Guarded } from "../../tenancy/policy/policy.ts";

export const eventActorFields = {
  ...actorFields,
  disabledAt: true,
} satisfies Prisma.UserSelect;

export type EventActor = Prisma.UserGetPayload<{ select: typeof eventActorFields }>;

interface Claim {
  action: "push" | "delete";
  actor: EventActor | null; // null: Portus itself, or nobody that Portus knows
  username: string;
  namespace: Pick<Namespace, "id" | "teamId" | "registryId">;
  repository: string;
  at: string;
  receivedAt: Date;
}

/**
 * Whether an event is believed about its actor: they may do that there, or lost the right so shortly before the event
 * that a token from before was still valid. An event can come from anybody with the events secret, with any name in it.
 * The namespaces of all claims are loaded at once.
 */
export function actorProver(
  tx: Tx,
  namespaces: ReadonlyMap<number, GuardedNamespace>,
): (claim: Claim) => Promise<boolean> {
  return async (claim) => {
    const { action, actor, username, namespace, repository } = claim;
    if (username === portus.username) return true;
    if (!actor) return false;
    const found = namespaces.get(namespace.id);
    if (!found) return false;
    const since = tokensValidSince(claim);
    if (actor.disabledAt && actor.disabledAt < since) return false;

    const guarded = repositoryIn(found, repository);
    if (canByRole(actor, guarded, action, config.rules)) return true;
    const losses = await lossesSince(tx, { ...claim, actor, since });
    return losses.some((loss) => {
      const before = stateBefore(loss, actor, guarded);
      return canByRole(before.actor, before.guarded, action, config.rules);
    });
  };
}

const graceMs = 60_000; // for the clocks of registry and Portus, and for the push itself
const maxDelayMs = 86_400_000; // before it was received: an earlier time in an event is not believed

/** When the oldest token was issued that was valid at the time of the event. */
function tokensValidSince({ at, receivedAt }: Claim): Date {
  const happenedAt = Math.max(Date.parse(at), receivedAt.getTime() - maxDelayMs);
  return new Date(happenedAt - config.tokenTtl * 1_000 - graceMs);
}

/** The entries that record how a person or robot lost a role. */
const lossKeys = [
  "user.demote",
  "robot.change_role",
  "team.remove_member",
  "team.change_member_role",
  "repository.remove_member",
  "repository.change_member_role",
  "namespace.change_team",
] as const satisfies AuditKey[];

interface Loss {
  key: (typeof lossKeys)[number];
  role: Role | null; // before; null if it is not recorded, or for an admin
}

const maxRead = 500; // entries of each kind: more role changes in a token's lifetime count as none

/** Reads the newest entries of each kind by the index on key and id. */
function lossesSince(
  tx: Tx,
  { actor, namespace, repository, since }: Claim & { actor: EventActor; since: Date },
): Promise<Loss[]> {
  return tx.$queryRaw<Loss[]>`
    SELECT loss.key, CASE WHEN loss.key = 'namespace.change_team' THEN m.role::text
      ELSE coalesce(loss.details->>'old', loss.details->>'role') END AS role
    FROM unnest(${lossKeys}::text[]) AS wanted (key)
    CROSS JOIN LATERAL (
      SELECT a.* FROM activities a WHERE a.key = wanted.key ORDER BY a.id DESC LIMIT ${maxRead}
    ) AS loss
    LEFT JOIN memberships m ON loss.key = 'namespace.change_team' AND m.user_id = ${actor.id}
      AND m.team_id = (loss.details->>'oldTeamId')::int
    WHERE loss.at >= ${since} AND CASE
        WHEN loss.key = 'user.demote' THEN subject = ${actor.username}
        WHEN loss.key = 'robot.change_role' THEN loss.team_id = ${namespace.teamId} AND subject = ${actor.username}
        WHEN loss.key LIKE 'team.%' THEN loss.team_id = ${namespace.teamId} AND details->>'member' = ${actor.username}
        WHEN loss.key LIKE 'repository.%' THEN namespace_id = ${namespace.id} AND subject = ${repository}
          AND details->>'member' = ${actor.username}
        ELSE namespace_id = ${namespace.id}
      END`;
}

/** What the policy would have been asked before somebody lost a role. */
function stateBefore({ key, role }: Loss, actor: Actor, guarded: Guarded) {
  if (key === "user.demote") return { actor: { ...actor, admin: true }, guarded };
  if (!role) return { actor, guarded };
  const members = [{ userId: actor.id, role }];
  if (!key.startsWith("repository.")) return { actor, guarded: { ...guarded, members } };
  const { fullName = "", visibility = null } = guarded.repository ?? {};
  return { actor, guarded: { ...guarded, repository: { fullName, visibility, members } } };
}
