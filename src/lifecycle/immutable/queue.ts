import { record } from "../../history/record.ts";
import { portus } from "../../identity/actor/system-actors.ts";
import { db, type Namespace } from "../../platform/db/client.ts";

/** An immutable tag that is to be put back, by whichever replica is free. */
export interface Due {
  repositoryId: number;
  tag: string;
  attempts: number;
}

const lease = "1 minute"; // after which another replica takes over what one left undone
const longest = 60; // seconds between two tries, while a registry is away

/** Takes the next one, so that no other replica does. */
export async function claim(): Promise<Due | undefined> {
  const [due] = await db.$queryRaw<Due[]>`
    UPDATE put_backs p SET attempts = attempts + 1, try_after = now() + ${lease}::interval
    FROM (
      SELECT repository_id, tag FROM put_backs WHERE try_after <= now()
      ORDER BY try_after LIMIT 1 FOR UPDATE SKIP LOCKED
    ) due
    WHERE p.repository_id = due.repository_id AND p.tag = due.tag
    RETURNING p.repository_id AS "repositoryId", p.tag, p.attempts`;
  return due;
}

/** It is as it should be. What was pushed over it since was counted as another attempt, and is still to be looked at. */
export async function remove({ repositoryId, tag, attempts }: Due): Promise<void> {
  await db.putBack.deleteMany({ where: { repositoryId, tag, attempts } });
}

export async function postpone({ repositoryId, tag, attempts }: Due, note: string): Promise<void> {
  const seconds = Math.min(2 ** Math.min(attempts, 10), longest);
  const tryAfter = new Date(Date.now() + seconds * 1000);
  await db.putBack.updateMany({
    where: { repositoryId, tag, attempts },
    data: { note, tryAfter },
  });
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
    await record(tx, portus, {
      ...{ key: "tag.give_up", subject, registryId, teamId, namespaceId, repositoryId },
      details: { tag, digest, from, why },
    });
  });
}
