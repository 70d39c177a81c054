import type { Actor } from "../accounts/current.ts";
import { record } from "../audit.ts";
import { transaction } from "../db/client.ts";
import { ensure } from "../errors.ts";
import { canDescribe } from "./policy.ts";
import { type FoundRepository, guardedBy } from "./repositories.ts";

/** An owner writes what a repository is. */
export async function describeRepository(
  actor: Actor,
  repository: FoundRepository,
  description: string,
): Promise<void> {
  ensureDescribable(actor, repository);

  await transaction(async (tx) => {
    await tx.repository.update({ where: { id: repository.id }, data: { description } });
    await record(tx, actor, {
      key: "repository.describe",
      subject: repository.fullName,
      registryId: repository.namespace.registryId,
      namespaceId: repository.namespaceId,
      repositoryId: repository.id,
    });
  });
}

export function ensureDescribable(actor: Actor, repository: FoundRepository): void {
  ensure(
    canDescribe(actor, guardedBy(repository)),
    "Only its owners, those of its namespace and admins may describe this repository. Ask one of them.",
  );
}
