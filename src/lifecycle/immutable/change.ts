import { changeAccess, recordChange } from "../../catalogue/repositories/change.ts";
import type { FoundRepository } from "../../catalogue/repositories/find.ts";
import { record } from "../../history/record.ts";
import type { ActorAudit } from "../../identity/actor/audit.ts";
import { transaction } from "../../platform/db/client.ts";
import { ensureEditable, lockNamespace } from "../../tenancy/namespaces/change.ts";
import type { FoundNamespace } from "../../tenancy/namespaces/find.ts";

const verb = "change_immutable_tags";

export async function setNamespacePatterns(
  audit: ActorAudit,
  { id }: FoundNamespace,
  patterns: string[],
): Promise<void> {
  await transaction(async (tx) => {
    const namespace = await lockNamespace(tx, audit.actor, id);
    ensureEditable(audit.actor, namespace);
    const { immutableTags: old, registryId, teamId, name, registry } = namespace;
    if (isSame(old, patterns)) return;

    await tx.namespace.update({
      where: { id },
      data: { immutableTags: patterns, immutableSince: new Date() },
    });
    await record(tx, audit, {
      key: `namespace.${verb}`,
      subject: name || registry.hostname,
      registryId,
      teamId,
      namespaceId: id,
      details: { patterns, old },
    });
  });
}

/** Sets which tags are immutable in a repository, in addition to those of its namespace. */
export async function setRepositoryPatterns(
  audit: ActorAudit,
  { id }: FoundRepository,
  patterns: string[],
): Promise<void> {
  await changeAccess(audit.actor, id, async (tx, repository) => {
    const { immutableTags: old } = repository;
    if (isSame(old, patterns)) return;

    await tx.repository.update({
      where: { id },
      data: { immutableTags: patterns, immutableSince: new Date() },
    });
    await recordChange(tx, audit, repository, { verb, details: { patterns, old } });
  });
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
