import { record } from "../../history/record.ts";
import type { AuditVerb } from "../../history/verbs.ts";
import { type ActorAudit, systemAudit } from "../../identity/actor/audit.ts";
import { config } from "../../platform/config/config.ts";
import { type Namespace, type Tx, transaction } from "../../platform/db/client.ts";
import { ensure } from "../../platform/errors.ts";
import { lockNamespace } from "../../tenancy/namespaces/change.ts";
import { canSetQuota } from "./policy.ts";

/** The limit of a namespace in bytes; null: no limit. */
export function quotaOf({ quota }: Pick<Namespace, "quota">): bigint | null {
  const bytes = quota ?? config.namespaceQuota;
  return bytes === null || bytes === 0n ? null : bytes;
}

export interface QuotaUse {
  percent: number;
  state: "below" | "nearly full" | "full";
}

export function quotaUse(
  stored: bigint,
  { quota, overQuota }: Pick<Namespace, "quota" | "overQuota">,
): QuotaUse | null {
  const limit = quotaOf({ quota });
  if (limit === null) return null;
  const percent = Number((100n * stored) / limit);
  if (overQuota) return { percent, state: "full" };
  return { percent, state: percent >= nearlyFullPercent ? "nearly full" : "below" };
}

export const nearlyFullPercent = 90;

/** Sets the limit of a namespace in bytes; 0: no limit; null: the limit in the settings. */
export async function setQuota(audit: ActorAudit, id: number, quota: bigint | null): Promise<void> {
  await transaction(async (tx) => {
    const namespace = await lockNamespace(tx, audit.actor, id);
    ensure(canSetQuota(audit.actor), "Only admins may set quotas. Ask one of them.");
    await tx.namespace.update({ where: { id }, data: { quota } });
    await recordQuotaChange(tx, audit, namespace, "set_quota");
    await markQuotas(tx);
  });
}

// With more blobs of unknown size, a namespace with a quota counts as full until the registry has been asked. Otherwise
// someone could get around the quota by pushing manifests with many unknown blobs.
const maxUnknown = 10_000;

/**
 * Marks the namespaces that are over their quota, which nobody may push to, and unmarks those that no longer are.
 * A blob of unknown size counts with its declared size.
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
    await recordQuotaChange(tx, systemAudit, one, was ? "within_quota" : "over_quota");
  }
}

type QuotaNamespace = Pick<Namespace, "id" | "name" | "registryId" | "teamId">;
type Crossed = QuotaNamespace & { was: boolean };

async function recordQuotaChange(
  tx: Tx,
  audit: ActorAudit,
  { id, name, registryId, teamId }: QuotaNamespace,
  verb: AuditVerb<"namespace">,
) {
  await record(tx, audit, {
    key: `namespace.${verb}`,
    subject: name,
    registryId,
    teamId,
    namespaceId: id,
  });
}
