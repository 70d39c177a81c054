import { record } from "../../history/record.ts";
import { systemAudit } from "../../identity/actor/audit.ts";
import { db, type Namespace, Prisma } from "../../platform/db/client.ts";
import { claimDue, type Queue, retryLater } from "../../platform/jobs/lease.ts";

/** An immutable tag that is to be put back, by whichever replica is free. */
export interface Due {
  repositoryId: number;
  tag: string;
  attempts: number;
}

const revertQueue: Queue = {
  table: "put_backs",
  key: ["repository_id", "tag"],
  due: "try_after",
  attempts: "attempts",
  countedAt: "claim",
  fence: "attempts",
  error: "note",
  leaseSeconds: 60,
  retrySeconds: [2, 4, 8, 16, 32, 60],
  endless: true, // while a registry is away
};

/** Takes the next one, so that no other replica does. */
export async function claim(): Promise<Due | undefined> {
  const returning = Prisma.sql`job.repository_id AS "repositoryId", job.tag, attempts`;
  const [due] = await claimDue<Due>(revertQueue, { limit: 1, returning });
  return due;
}

/** It is as it should be. What was pushed over it since was counted as another attempt, and is still to be looked at. */
export async function remove({ repositoryId, tag, attempts }: Due): Promise<void> {
  await db.putBack.deleteMany({ where: { repositoryId, tag, attempts } });
}

export async function postpone({ repositoryId, tag, attempts }: Due, error: string): Promise<void> {
  await retryLater(revertQueue, { key: [repositoryId, tag], attempts }, { error });
}

interface Lost {
  fullName: string;
  namespace: Namespace;
  wrong: string;
  right: string;
  why: string;
}

/** What was pushed over the tag since its rightful move is where it points from now on; reported if that is because the rest is lost. */
export async function keep(due: Due, { at }: { at: Date }, lost?: Lost): Promise<void> {
  const { repositoryId, tag, attempts } = due;
  await db.$transaction(async (tx) => {
    const { count } = await tx.putBack.deleteMany({ where: { repositoryId, tag, attempts } });
    if (count === 0) return;
    const where = { repositoryId, tag, cause: "overwrite", at: { gt: at } } as const;
    await tx.tagMove.updateMany({ where, data: { cause: "kept" } });
    if (!lost) return;

    const { fullName: subject, namespace, wrong: digest, right: from, why } = lost;
    const { id: namespaceId, teamId, registryId } = namespace;
    await record(tx, systemAudit, {
      ...{ key: "tag.give_up", subject, registryId, teamId, namespaceId, repositoryId },
      details: { tag, digest, from, why },
    });
  });
}
