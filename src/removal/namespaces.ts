import type { Actor } from "../accounts/current.ts";
import { record } from "../audit.ts";
import { config } from "../config.ts";
import { db, transaction } from "../db/client.ts";
import { ensure, Invalid } from "../errors.ts";
import { lockNamespace } from "../namespaces/change.ts";
import { type Contents, contentsOf } from "../namespaces/contents.ts";
import type { FoundNamespace } from "../namespaces/list.ts";
import { canDeleteNamespace } from "../namespaces/management-policy.ts";
import { reserveName } from "../namespaces/reservations.ts";
import { removeRepository } from "./repositories.ts";

const rounds = 3; // for what is pushed while it is being deleted

/** Deletes a namespace with all that lies in it. Its name is nobody's until no token for it is good any more. */
export async function deleteNamespace(actor: Actor, namespace: FoundNamespace): Promise<void> {
  ensureDeletable(actor, namespace);
  const contents = await contentsOf([namespace.id]);
  for (let round = 0; round < rounds; round += 1) {
    await empty(namespace);
    if (await removeIfEmpty(actor, namespace, contents)) return;
  }
  throw new Invalid({
    form: "Something was pushed to it meanwhile. Nothing older is left; try again.",
  });
}

export function ensureDeletable(actor: Actor, namespace: FoundNamespace): void {
  const { kind } = namespace;
  ensure(config.rules.deleteEnabled, "Deleting is switched off here.");
  ensure(kind !== "global", "The global namespace can't be deleted.");
  const may = canDeleteNamespace(actor, namespace, config.rules);
  ensure(may, "Only the owners of this namespace and admins may delete it. Ask one of them.");
  if (kind === "personal") throw new Invalid({ form: "Cannot remove personal namespace" });
}

/** What the registry does not let go is said by repository (DEL-007). */
async function empty({ id, registry }: FoundNamespace): Promise<void> {
  const repositories = await db.repository.findMany({
    where: { namespaceId: id },
    select: { id: true, fullName: true },
  });
  const failures: Record<string, string> = {};
  for (const repository of repositories) {
    const failure = await removeRepository(registry, repository);
    if (failure) failures[repository.fullName] = failure;
  }
  if (Object.keys(failures).length > 0) throw new Invalid(failures);
}

/** The lock waits for a push that is being applied, and lets no other begin. */
async function removeIfEmpty(
  actor: Actor,
  { id, name, registryId, teamId }: FoundNamespace,
  { repositories, tags, manifests, bytes }: Contents,
): Promise<boolean> {
  return transaction(async (tx) => {
    const namespace = await lockNamespace(tx, actor, id);
    ensureDeletable(actor, namespace);
    if ((await tx.repository.count({ where: { namespaceId: id } })) > 0) return false;

    await reserveName(tx, { registryId, name });
    await tx.namespace.delete({ where: { id } });
    const details = { repositories, tags, manifests, bytes: Number(bytes) };
    await record(tx, actor, {
      key: "namespace.delete",
      subject: name,
      registryId,
      teamId,
      details,
    });
    return true;
  });
}
