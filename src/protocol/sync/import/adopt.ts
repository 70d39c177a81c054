import { record } from "../../../history/record.ts";
import type { Actor } from "../../../identity/actor/actor.ts";
import { systemAudit } from "../../../identity/actor/audit.ts";
import {
  db,
  type Namespace,
  type Registry,
  transaction,
  uniqueViolation,
} from "../../../platform/db/client.ts";
import { withCounts } from "../../../platform/db/counts.ts";
import { ensure } from "../../../platform/errors.ts";
import { nameComponent } from "../../../registry/names.ts";
import { ensureGlobalNamespace } from "../../../tenancy/namespaces/own-namespaces.ts";
import { reservedUntil } from "../../../tenancy/namespaces/reservations.ts";
import { canSync } from "../policy.ts";

/**
 * Creates the namespace of a name that is new here: private and without a team, until an admin transfers it to one.
 * Null if the name is not valid, or belongs to a namespace that was just deleted.
 */
export async function adoptNamespace(registry: Registry, name: string): Promise<Namespace | null> {
  if (!nameComponent.test(name)) return null;
  const where = { registryId_name: { registryId: registry.id, name } };
  const known = await db.namespace.findUnique({ where }); // created since the repository was inspected
  if (known) return known;
  try {
    return await transaction(async (tx) => {
      if (await reservedUntil({ registryId: registry.id, name }, tx)) return null;
      const { teamId } = await ensureGlobalNamespace(tx, registry);
      const data = {
        name,
        registryId: registry.id,
        teamId,
        kind: "team",
        visibility: "private",
      } as const;
      const namespace = await tx.namespace.create({ data: { ...data, description } });
      const place = { registryId: registry.id, teamId, namespaceId: namespace.id };
      await record(tx, systemAudit, { key: "namespace.create", subject: name, ...place });
      return namespace;
    });
  } catch (error) {
    if (uniqueViolation(error)) return db.namespace.findUnique({ where }); // another process created it
    throw error;
  }
}

const description = "Found in the registry. It belongs to no team yet.";

/** The namespaces that belong to no team, which an admin may transfer to one. */
export async function unassignedNamespaces(actor: Actor) {
  ensure(canSync(actor), "Only admins can see these namespaces. Ask one of them.");
  const found = await db.namespace.findMany({
    where: { kind: "team", team: { hidden: true, namespaces: { some: { kind: "global" } } } },
    select: { id: true, name: true, createdAt: true },
    orderBy: { name: "asc" },
    take: 200,
  });
  return withCounts(found, { repositoriesCount: "repositories.namespace_id" });
}
