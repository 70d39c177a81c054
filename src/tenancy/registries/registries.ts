import { record } from "../../history/record.ts";
import type { ActorAudit } from "../../identity/actor/audit.ts";
import { db, type Registry, transaction } from "../../platform/db/client.ts";
import { lockUser } from "../../platform/db/locks.ts";
import { ensure } from "../../platform/errors.ts";
import type { Job } from "../../platform/jobs/schedule.ts";
import { log } from "../../platform/log.ts";
import { canAdministerRegistries } from "../../registry/admin/policy.ts";
import type { RegistryInput } from "../../registry/admin/schemas.ts";
import { newEventsSecret } from "../../registry/events-secrets.ts";
import {
  fieldsOf,
  hostOrNameTaken,
  refuseTaken,
  refuseUnreachable,
} from "../../registry/registries.ts";
import { retryOnTakenName } from "../accounts/person.ts";
import { createPersonalNamespace, ensureGlobalNamespace } from "../namespaces/own-namespaces.ts";

export const jobs: Job[] = [
  { name: "settle-people", cron: "47 * * * *", run: createMissingNamespaces },
];

/** Adds a registry with its global namespace. Personal namespaces are created in the background. */
export async function addRegistry(audit: ActorAudit, input: RegistryInput): Promise<Registry> {
  ensure(canAdministerRegistries(audit.actor), "Only admins may add registries.");
  await refuseUnreachable(input);
  const registry = await transaction(async (tx) => {
    await refuseTaken(tx, input);
    const made = await tx.registry
      .create({ data: { ...fieldsOf(input), ...newEventsSecret() } })
      .catch(hostOrNameTaken);
    await ensureGlobalNamespace(tx, made);
    await record(tx, audit, {
      key: "registry.create",
      subject: made.hostname,
      registryId: made.id,
    });
    return made;
  });
  void createMissingNamespaces().catch((error) =>
    log.warn({ err: error }, "could not create personal namespaces; retrying in an hour"),
  );
  return registry;
}

const batchSize = 50;

/** Creates missing personal namespaces in each registry. Returns how many were created. */
export async function createMissingNamespaces(): Promise<number> {
  let made = 0;
  for (const registry of await db.registry.findMany())
    for (let after = 0, more = true; more; ) {
      const people = await peopleWithoutNamespace(registry.id, after);
      made += await createNamespacesFor(registry, people);
      after = people.at(-1)?.id ?? 0;
      more = people.length === batchSize;
    }
  return made;
}

type Person = { id: number; username: string; admin: boolean };

function peopleWithoutNamespace(registryId: number, after: number): Promise<Person[]> {
  return db.user.findMany({
    where: { id: { gt: after }, robot: false, namespaces: { none: { registryId } } },
    select: { id: true, username: true, admin: true },
    orderBy: { id: "asc" },
    take: batchSize,
  });
}

async function createNamespacesFor(registry: Registry, people: Person[]): Promise<number> {
  return retryOnTakenName(() =>
    transaction(async (tx) => {
      let made = 0;
      for (const person of people) {
        // Another replica may do the same; the second finds it done.
        await lockUser(tx, person.id);
        const where = { registryId: registry.id, ownerId: person.id };
        if ((await tx.namespace.count({ where })) > 0) continue;
        if (await createPersonalNamespace(tx, registry, person)) made += 1;
      }
      return made;
    }),
  );
}
