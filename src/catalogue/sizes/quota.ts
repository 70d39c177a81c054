import { record } from "../../history/record.ts";
import { type ActorAudit, systemAudit } from "../../identity/actor/audit.ts";
import { config } from "../../platform/config/config.ts";
import { type Namespace, type Tx, transaction } from "../../platform/db/client.ts";
import { ensure } from "../../platform/errors.ts";
import { lockNamespace } from "../../tenancy/namespaces/change.ts";
import { canSetQuota } from "./policy.ts";

/** How many bytes may lie in a namespace; null: as many as one likes. */
export function quotaOf({ quota }: Pick<Namespace, "quota">): bigint | null {
  const bytes = quota ?? config.namespaceQuota;
  return bytes === null || bytes === 0n ? null : bytes;
}

/** Sets how many bytes may lie in a namespace; null: as the settings say, 0: as many as one likes. */
export async function setQuota(audit: ActorAudit, id: number, quota: bigint | null): Promise<void> {
  await transaction(async (tx) => {
    const namespace = await lockNamespace(tx, audit.actor, id);
    ensure(
      canSetQuota(audit.actor),
      "Only admins say how much a namespace may hold. Ask one of them.",
    );
    await tx.namespace.update({ where: { id }, data: { quota } });
    await note(tx, audit, namespace, "namespace.set_quota");
    await markQuotas(tx);
  });
}

// Blobs of unknown size that a namespace with a quota may have: beyond, its pushers wait until the registry has been
// asked. Otherwise a person who names enough of them could push without limit.
const maxUnknown = 10_000;

/**
 * Marks the namespaces that are over their quota, and unmarks those that no longer are: nobody pushes to one that is
 * marked. Until the size of a blob is known, what its manifest declares counts, at least 0.
 */
export async function markQuotas(tx: Tx): Promise<void> {
  const preset = config.namespaceQuota ?? 0n;
  const crossed = await tx.$queryRaw<Crossed[]>`
    SELECT id, name, registry_id AS "registryId", team_id AS "teamId", over_quota AS was
    FROM namespaces LEFT JOIN namespace_sizes AS sizes ON sizes.namespace_id = namespaces.id
    WHERE over_quota <> coalesce(nullif(coalesce(quota, ${preset}), 0)
      < CASE WHEN unknown > ${maxUnknown} THEN 9223372036854775807 ELSE stored::numeric + declared END, FALSE)`;
  for (const { was, ...one } of crossed) {
    await tx.namespace.update({ where: { id: one.id }, data: { overQuota: !was } });
    await note(tx, systemAudit, one, was ? "namespace.within_quota" : "namespace.over_quota");
  }
}

type Noted = Pick<Namespace, "id" | "name" | "registryId" | "teamId">;
type Crossed = Noted & { was: boolean };

async function note(
  tx: Tx,
  audit: ActorAudit,
  { id, name, registryId, teamId }: Noted,
  key: string,
) {
  await record(tx, audit, { key, subject: name, registryId, teamId, namespaceId: id });
}
