import { isImmutable, patternsOf } from "../../catalogue/repositories/tags/immutable-patterns.ts";
import { record } from "../../history/record.ts";
import { systemAudit } from "../../identity/actor/audit.ts";
import { db, type Namespace, Prisma, type Tx } from "../../platform/db/client.ts";
import { lock, locks } from "../../platform/db/locks.ts";
import { claimDue, type Queue, retryLater } from "../../platform/jobs/lease.ts";
import type { Overwrite } from "./classify.ts";

/** An overwritten immutable tag, to be reverted by any free replica. */
export interface DueRevert {
  repositoryId: number;
  tag: string;
  attempts: number;
}

export const revertQueue: Queue = {
  table: "reverts",
  key: ["repository_id", "tag"],
  due: "try_after",
  attempts: "attempts",
  countedAt: "claim",
  fence: "attempts",
  error: "note",
  leaseSeconds: 60,
  retrySeconds: [2, 4, 8, 16, 32, 60],
  endless: true, // a registry may be unreachable for long
};

/** Queues the revert of each overwritten tag. Of repositories that were deleted meanwhile, nothing is left to revert. */
export async function queueReverts(tx: Tx, overwrites: readonly Overwrite[]): Promise<void> {
  const counts = new Map<string, { id: number; tag: string; count: number }>();
  for (const { repository, tag } of overwrites) {
    const { id, isEmptied } = repository;
    if (id === null || isEmptied) continue;
    const count = (counts.get(`${id}:${tag}`)?.count ?? 0) + 1;
    counts.set(`${id}:${tag}`, { id, tag, count });
  }
  if (counts.size === 0) return;
  await tx.$executeRaw`
    INSERT INTO reverts (repository_id, tag, attempts)
    SELECT id, tag, count - 1
    FROM jsonb_to_recordset(${JSON.stringify([...counts.values()])}::jsonb) AS w (id int, tag text, count int)
    ON CONFLICT (repository_id, tag)
    DO UPDATE SET try_after = now(), attempts = reverts.attempts + EXCLUDED.attempts + 1`;
}

/** Claims the next due revert, so that no other replica runs it. */
export async function claimDueRevert(): Promise<DueRevert | undefined> {
  const returning = Prisma.sql`job.repository_id AS "repositoryId", job.tag, attempts`;
  const [due] = await claimDue<DueRevert>(revertQueue, { limit: 1, returning });
  return due;
}

/** Removes a revert that is done. After a newer overwrite, which raised the attempts, it stays. */
export async function removeRevert({ repositoryId, tag, attempts }: DueRevert): Promise<void> {
  await db.revert.deleteMany({ where: { repositoryId, tag, attempts } });
}

export async function postponeRevert(
  { repositoryId, tag, attempts }: DueRevert,
  error: string,
): Promise<void> {
  await retryLater(revertQueue, { key: [repositoryId, tag], attempts }, { error });
}

interface LostImage {
  fullName: string;
  namespace: Namespace;
  wrong: string;
  right: string;
  reason: string;
}

/** The last move of a tag that was not an overwrite. */
interface RightfulMove {
  at: Date;
}

/** Accepts the overwrites of a tag that is no longer immutable. False if it is immutable again. */
export async function acceptIfMutable(due: DueRevert, move: RightfulMove): Promise<boolean> {
  return db.$transaction(async (tx) => {
    const repository = await lockPatterns(tx, due);
    if (!repository || isImmutable(patternsOf(repository), due.tag)) return false;
    await accept(tx, due, move);
    return true;
  });
}

/** Until the transaction ends, nothing changes the patterns of the repository and its namespace or applies its events. */
async function lockPatterns(tx: Tx, { repositoryId: id }: DueRevert) {
  const find = () => tx.repository.findUnique({ where: { id }, include: { namespace: true } });
  const found = await find();
  if (!found) return null;
  await lock(tx, locks.events(found.fullName));
  await tx.$queryRaw`SELECT FROM namespaces WHERE id = ${found.namespaceId} FOR SHARE`;
  await tx.$queryRaw`SELECT FROM repositories WHERE id = ${id} FOR SHARE`;
  return find();
}

/** Accepts the overwrites of a tag whose earlier image was lost, and records that. */
export async function acceptLoss(
  due: DueRevert,
  move: RightfulMove,
  lost: LostImage,
): Promise<void> {
  await db.$transaction(async (tx) => {
    if (!(await accept(tx, due, move))) return;
    const { repositoryId, tag } = due;
    const { fullName: subject, namespace, wrong: digest, right: from, reason } = lost;
    const { id: namespaceId, teamId, registryId } = namespace;
    await record(tx, systemAudit, {
      key: "tag.give_up",
      subject,
      registryId,
      teamId,
      namespaceId,
      repositoryId,
      details: { tag, digest, from, why: reason },
    });
  });
}

/** False if a newer overwrite has raised the attempts. */
async function accept(
  tx: Tx,
  { repositoryId, tag, attempts }: DueRevert,
  { at }: RightfulMove,
): Promise<boolean> {
  const { count } = await tx.revert.deleteMany({ where: { repositoryId, tag, attempts } });
  if (count === 0) return false;
  const where = { repositoryId, tag, cause: "overwrite", at: { gt: at } } as const;
  await tx.tagMove.updateMany({ where, data: { cause: "accepted" } });
  return true;
}
