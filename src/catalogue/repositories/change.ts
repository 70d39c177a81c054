import { record } from "../../history/record.ts";
import type { Actor } from "../../identity/actor/actor.ts";
import { type Prisma, type Tx, transaction } from "../../platform/db/client.ts";
import { ensure } from "../../platform/errors.ts";
import { canManageRepository } from "./policy.ts";
import { type FoundRepository, findRepositoryById, guardedBy } from "./repositories.ts";

export function ensureManageable(actor: Actor, repository: FoundRepository): void {
  ensure(
    canManageRepository(actor, guardedBy(repository)),
    "Only its owners, those of its namespace and admins say who may use this repository. Ask one of them.",
  );
}

/** A change of who may use a repository, by who may say so, with the repository as it is meanwhile. */
export function change<T>(
  actor: Actor,
  id: number,
  work: (tx: Tx, repository: FoundRepository) => Promise<T>,
): Promise<T> {
  return transaction(async (tx) => {
    const repository = await lockRepository(tx, actor, id);
    ensureManageable(actor, repository);
    return work(tx, repository);
  });
}

/** The repository as it is now, which nobody else changes until the transaction ends. */
export async function lockRepository(tx: Tx, actor: Actor, id: number): Promise<FoundRepository> {
  await tx.$queryRaw`SELECT id FROM repositories WHERE id = ${id} FOR UPDATE`;
  return findRepositoryById(actor, id, tx);
}

/** Notes a change in the transaction that makes it. */
export async function noteChange(
  tx: Tx,
  actor: Actor,
  { id, fullName, namespace }: FoundRepository,
  { verb, details = {} }: { verb: string; details?: Prisma.InputJsonObject },
): Promise<void> {
  await record(tx, actor, {
    key: `repository.${verb}`,
    subject: fullName,
    registryId: namespace.registryId,
    teamId: namespace.teamId,
    namespaceId: namespace.id,
    repositoryId: id,
    details,
  });
}
