import { record } from "../../history/record.ts";
import { systemAudit } from "../../identity/actor/audit.ts";
import { db, type Namespace, Prisma } from "../../platform/db/client.ts";
import { claimDue, type Queue, retryLater } from "../../platform/jobs/lease.ts";

/** An overwritten immutable tag, to be reverted by any free replica. */
export interface DueRevert {
  repositoryId: number;
  tag: string;
  attempts: number;
}

const revertQueue: Queue = {
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

/** Accepts the overwrites of a tag since its last rightful move; recorded if its earlier image was lost. */
export async function acceptOverwrite(
  due: DueRevert,
  { at }: { at: Date },
  lost?: LostImage,
): Promise<void> {
  const { repositoryId, tag, attempts } = due;
  await db.$transaction(async (tx) => {
    const { count } = await tx.revert.deleteMany({ where: { repositoryId, tag, attempts } });
    if (count === 0) return;
    const where = { repositoryId, tag, cause: "overwrite", at: { gt: at } } as const;
    await tx.tagMove.updateMany({ where, data: { cause: "accepted" } });
    if (!lost) return;

    const { fullName: subject, namespace, wrong: digest, right: from, reason } = lost;
    const { id: namespaceId, teamId, registryId } = namespace;
    await record(tx, systemAudit, {
      ...{ key: "tag.give_up", subject, registryId, teamId, namespaceId, repositoryId },
      details: { tag, digest, from, why: reason },
    });
  });
}
