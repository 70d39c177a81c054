import { record } from "../../history/record.ts";
import type { AuditVerb } from "../../history/verbs.ts";
import type { Actor } from "../../identity/actor/actor.ts";
import type { ActorAudit } from "../../identity/actor/audit.ts";
import { config } from "../../platform/config/config.ts";
import { type Prisma, type Tx, transaction, type Visibility } from "../../platform/db/client.ts";
import { ensure, Invalid } from "../../platform/errors.ts";
import { type FoundRepository, findRepositoryById, guardedBy } from "./find.ts";
import {
  allowedVisibilities,
  canChangeRepository,
  canChangeVisibility,
  canDescribe,
  canManageRepository,
  canSeeAccess,
} from "./policy.ts";

export async function describeRepository(
  audit: ActorAudit,
  { id }: FoundRepository,
  description: string,
): Promise<void> {
  await transaction(async (tx) => {
    const repository = await lockRepository(tx, audit.actor, id);
    ensureCanDescribe(audit.actor, repository);
    await tx.repository.update({ where: { id }, data: { description } });
    await recordChange(tx, audit, repository, { verb: "describe" });
  });
}

function ensureCanDescribe(actor: Actor, repository: FoundRepository): void {
  ensure(
    canDescribe(actor, guardedBy(repository)),
    "Only owners of the repository or its namespace and admins may edit the description. Ask one of them.",
  );
}

export function ensureCanChange(actor: Actor, repository: FoundRepository): void {
  ensure(
    canChangeRepository(actor, guardedBy(repository), config.rules),
    "Only owners of the repository or its namespace and admins may change its settings. Ask one of them.",
  );
}

/** Sets a repository's own visibility, at most its namespace's; null: the namespace's applies. */
export async function changeRepositoryVisibility(
  audit: ActorAudit,
  { id }: FoundRepository,
  visibility: Visibility | null,
): Promise<void> {
  await changeAccess(audit.actor, id, async (tx, repository) => {
    ensureCanSetVisibility(audit.actor, repository, visibility);
    if (visibility === repository.visibility) return;

    await tx.repository.update({ where: { id: repository.id }, data: { visibility } });
    const details = { visibility, old: repository.visibility };
    await recordChange(tx, audit, repository, { verb: "change_visibility", details });
  });
}

export function ensureCanSetVisibility(
  actor: Actor,
  repository: FoundRepository,
  visibility: Visibility | null,
): void {
  ensure(
    canChangeVisibility(actor, guardedBy(repository), config.rules),
    "Only admins may change visibilities here. Ask one of them.",
  );
  if (visibility && !allowedVisibilities(repository.namespace).includes(visibility))
    throw new Invalid({ visibility: "A repository can't be more visible than its namespace." });
}

export function ensureCanSeeAccess(actor: Actor, repository: FoundRepository): void {
  ensure(
    canSeeAccess(actor, guardedBy(repository)),
    "Only members of the repository or of its namespace's team and admins may see who has access. The repository's own page says who may pull and push.",
  );
}

export function ensureCanManage(actor: Actor, repository: FoundRepository): void {
  ensure(
    canManageRepository(actor, guardedBy(repository)),
    "Only owners of the repository or its namespace and admins may manage access to it. Ask one of them.",
  );
}

/** Runs a change of access in a transaction that locks the repository, if the actor may manage it. */
export function changeAccess<T>(
  actor: Actor,
  id: number,
  work: (tx: Tx, repository: FoundRepository) => Promise<T>,
): Promise<T> {
  return transaction(async (tx) => {
    const repository = await lockRepository(tx, actor, id);
    ensureCanManage(actor, repository);
    return work(tx, repository);
  });
}

export async function lockRepository(tx: Tx, actor: Actor, id: number): Promise<FoundRepository> {
  await tx.$queryRaw`SELECT id FROM repositories WHERE id = ${id} FOR UPDATE`;
  return findRepositoryById(actor, id, tx);
}

export async function recordChange(
  tx: Tx,
  audit: ActorAudit,
  { id, fullName, namespace }: FoundRepository,
  { verb, details = {} }: { verb: AuditVerb<"repository">; details?: Prisma.InputJsonObject },
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
