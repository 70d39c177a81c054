import type { AuditKey } from "../../history/verbs.ts";
import { actorFields } from "../../identity/actor/actor.ts";
import { portus } from "../../identity/actor/system-actors.ts";
import { config } from "../../platform/config/config.ts";
import type { Namespace, Prisma, Tx } from "../../platform/db/client.ts";
import {
  type GuardedNamespace,
  loadNamespaceOf,
  repositoryIn,
} from "../../tenancy/policy/guarded.ts";
import { canPushByRole } from "../../tenancy/policy/policy.ts";

export const pusherFields = {
  ...actorFields,
  disabledAt: true,
} satisfies Prisma.UserSelect;

export type Pusher = Prisma.UserGetPayload<{ select: typeof pusherFields }>;

interface ClaimedPush {
  pusher: Pusher | null; // null: Portus itself, or nobody that Portus knows
  username: string;
  namespace: Pick<Namespace, "id" | "teamId" | "registryId">;
  repository: string;
  at: string;
}

/**
 * Whether a push event is believed about its pusher: they may push there, or lost that right so shortly before the push
 * that a token from before was still valid. An event can come from anybody with the events secret, with any name in it.
 * Each namespace is queried once.
 */
export function pusherProver(tx: Tx): (push: ClaimedPush) => Promise<boolean> {
  const namespaces = new Map<number, Promise<GuardedNamespace | null>>();

  return async (push) => {
    const { pusher, username, namespace, repository } = push;
    if (username === portus.username) return true;
    if (!pusher) return false;
    const loaded =
      namespaces.get(namespace.id) ?? loadNamespaceOf(namespace.registryId, repository, tx);
    namespaces.set(namespace.id, loaded);
    const guarded = await loaded;
    if (!guarded) return false;
    const mayPush = canPushByRole(pusher, repositoryIn(guarded, repository), config.rules);
    if (mayPush && !pusher.disabledAt) return true;
    return couldPushBefore(tx, { ...push, pusher });
  };
}

const graceSeconds = 60; // for the clocks of registry and Portus, and for the push itself

/** The entries that record how a person or robot lost the right to push. */
const losses: AuditKey[] = [
  "user.disable",
  "user.demote",
  "robot.change_role",
  "team.remove_member",
  "team.change_member_role",
  "repository.remove_member",
  "repository.change_member_role",
  "namespace.change_team",
];

const maxRead = 500; // entries of each kind: more role changes in a token's lifetime count as none

/** Reads the newest entries of each kind by the index on key and id. */
async function couldPushBefore(
  tx: Tx,
  { pusher, namespace, repository, at }: ClaimedPush & { pusher: Pusher },
): Promise<boolean> {
  const seconds = config.tokenTtl + graceSeconds;
  const found = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM unnest(${losses}::text[]) AS wanted (key)
    CROSS JOIN LATERAL (
      SELECT a.* FROM activities a WHERE a.key = wanted.key ORDER BY a.id DESC LIMIT ${maxRead}
    ) AS loss
    WHERE loss.at >= ${at}::timestamptz - make_interval(secs => ${seconds}::int)
      AND CASE
        WHEN loss.key IN ('user.disable', 'user.demote', 'robot.change_role') THEN subject = ${pusher.username}
        WHEN loss.key LIKE 'team.%' THEN loss.team_id = ${namespace.teamId} AND details->>'member' = ${pusher.username}
        WHEN loss.key LIKE 'repository.%' THEN namespace_id = ${namespace.id} AND subject = ${repository}
          AND details->>'member' = ${pusher.username}
        ELSE namespace_id = ${namespace.id} AND EXISTS (
          SELECT FROM teams t JOIN memberships m ON m.team_id = t.id
          WHERE t.name = details->>'old' AND m.user_id = ${pusher.id} AND m.role IN ('owner', 'contributor'))
      END LIMIT 1`;
  return found.length > 0;
}
