import { record } from "../../history/record.ts";
import type { Actor } from "../../identity/actor/actor.ts";
import type { ActorAudit } from "../../identity/actor/audit.ts";
import { config } from "../../platform/config/config.ts";
import { type Prisma, type Tx, transaction, type Visibility } from "../../platform/db/client.ts";
import { ensure, Invalid } from "../../platform/errors.ts";
import { canDescribe, canManageRepository, canNarrow, narrowings } from "./policy.ts";
import { type FoundRepository, findRepositoryById, guardedBy } from "./repositories.ts";

/** An owner writes what a repository is. */
export async function describeRepository(
  audit: ActorAudit,
  { id }: FoundRepository,
  description: string,
): Promise<void> {
  await transaction(async (tx) => {
    const repository = await lockRepository(tx, audit.actor, id);
    ensureDescribable(audit.actor, repository);
    await tx.repository.update({ where: { id }, data: { description } });
    await noteChange(tx, audit, repository, { verb: "describe" });
  });
}

export function ensureDescribable(actor: Actor, repository: FoundRepository): void {
  ensure(
    canDescribe(actor, guardedBy(repository)),
    "Only its owners, those of its namespace and admins may describe this repository. Ask one of them.",
  );
}

/** Makes a repository narrower than its namespace, or (null) as wide as that is. */
export async function changeRepositoryVisibility(
  audit: ActorAudit,
  { id }: FoundRepository,
  visibility: Visibility | null,
): Promise<void> {
  await change(audit.actor, id, async (tx, repository) => {
    ensureNarrowing(audit.actor, repository, visibility);
    if (visibility === repository.visibility) return;

    await tx.repository.update({ where: { id: repository.id }, data: { visibility } });
    const details = { visibility, old: repository.visibility };
    await noteChange(tx, audit, repository, { verb: "change_visibility", details });
  });
}

export function ensureNarrowing(
  actor: Actor,
  repository: FoundRepository,
  visibility: Visibility | null,
): void {
  ensure(
    canNarrow(actor, guardedBy(repository), config.rules),
    "Only admins change visibilities here. Ask one of them.",
  );
  if (visibility && !narrowings(repository.namespace).includes(visibility))
    throw new Invalid({ visibility: "It can't be wider than its namespace." });
}

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
async function lockRepository(tx: Tx, actor: Actor, id: number): Promise<FoundRepository> {
  await tx.$queryRaw`SELECT id FROM repositories WHERE id = ${id} FOR UPDATE`;
  return findRepositoryById(actor, id, tx);
}

/** Notes a change in the transaction that makes it. */
export async function noteChange(
  tx: Tx,
  audit: ActorAudit,
  { id, fullName, namespace }: FoundRepository,
  { verb, details = {} }: { verb: string; details?: Prisma.InputJsonObject },
): Promise<void> {
  await record(tx, audit, {
    key: `repository.${verb}`,
    subject: fullName,
    registryId: namespace.registryId,
    teamId: namespace.teamId,
    namespaceId: namespace.id,
    repositoryId: id,
    details,
  });
}
