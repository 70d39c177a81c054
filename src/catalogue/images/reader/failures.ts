import { record } from "../../../history/record.ts";
import type { ActorAudit } from "../../../identity/actor/audit.ts";
import { db, transaction } from "../../../platform/db/client.ts";
import { ensure } from "../../../platform/errors.ts";
import type { Located } from "../../../platform/reference.ts";
import { type FoundRepository, guardedBy } from "../../repositories/repositories.ts";
import { canReadAgain } from "../policy.ts";

/** What of the registry could not be read: manifests that are tried again by themselves, and those that are not. */
export interface Unread {
  waiting: number;
  givenUp: number;
  /** The one that was given up of those pushed last. */
  last: { repository: Located; digest: string } | null;
}

export async function unread(): Promise<Unread> {
  const failed = { readAt: null, readError: { not: null } };
  const [waiting, givenUp, last] = await Promise.all([
    db.manifest.count({ where: { ...failed, readAfter: { not: null } } }),
    db.manifest.count({ where: { ...failed, readAfter: null } }),
    db.manifest.findFirst({
      where: { ...failed, readAfter: null },
      orderBy: { id: "desc" },
      select: {
        digest: true,
        repository: {
          select: {
            fullName: true,
            namespace: { select: { registry: { select: { hostname: true } } } },
          },
        },
      },
    }),
  ]);
  return { waiting, givenUp, last };
}

/** Has a manifest read from the registry again, as if it had been pushed now. False if it has been read meanwhile. */
export async function readAgain(
  audit: ActorAudit,
  repository: FoundRepository,
  { id, digest }: { id: number; digest: string },
): Promise<boolean> {
  ensure(
    canReadAgain(audit.actor, guardedBy(repository)),
    "Only owners and contributors may have it read again.",
  );
  const anew = { readAttempts: 0, readAfter: new Date(), readError: null };

  return transaction(async (tx) => {
    const { count } = await tx.manifest.updateMany({ where: { id, readAt: null }, data: anew });
    if (count === 0) return false;
    await record(tx, audit, {
      key: "manifest.read_again",
      subject: repository.fullName,
      registryId: repository.namespace.registryId,
      teamId: repository.namespace.teamId,
      namespaceId: repository.namespaceId,
      repositoryId: repository.id,
      details: { digest },
    });
    return true;
  });
}
