import { record } from "../../../history/record.ts";
import type { ActorAudit } from "../../../identity/actor/audit.ts";
import { db, transaction } from "../../../platform/db/client.ts";
import { ensure } from "../../../platform/errors.ts";
import type { Located } from "../../../platform/reference.ts";
import { type FoundRepository, guardedBy } from "../../repositories/find.ts";
import { canRetryReading } from "../../repositories/policy.ts";

export interface ReadFailures {
  waiting: number; // for a retry
  /** The newest of those waiting, one of each repository, at most five. */
  waitingIn: Failure[];
  givenUp: number;
  /** The newest of those given up. */
  last: Failure | null;
}

interface Failure {
  repository: Located;
  digest: string;
}

const failed = { readAt: null, readError: { not: null } };
const waitingForRetry = { ...failed, readAfter: { not: null } };

/** The manifests that could not be read. It takes no actor: only the overview for admins shows them. */
export async function readFailures(): Promise<ReadFailures> {
  const newest = { orderBy: { id: "desc" }, select: located } as const;
  const [waiting, waitingIn, givenUp, last] = await Promise.all([
    db.manifest.count({ where: waitingForRetry }),
    newestByRepository().then((ids) =>
      db.manifest.findMany({ where: { id: { in: ids } }, ...newest }),
    ),
    db.manifest.count({ where: { ...failed, readAfter: null } }),
    db.manifest.findFirst({ where: { ...failed, readAfter: null }, ...newest }),
  ]);
  return { waiting, waitingIn, givenUp, last };
}

const located = {
  digest: true,
  repository: {
    select: {
      fullName: true,
      namespace: { select: { registry: { select: { hostname: true } } } },
    },
  },
} as const;

async function newestByRepository(): Promise<number[]> {
  const groups = await db.manifest.groupBy({
    by: ["repositoryId"],
    where: waitingForRetry,
    _max: { id: true },
    orderBy: { _max: { id: "desc" } },
    take: 5,
  });
  return groups.flatMap(({ _max }) => _max.id ?? []);
}

/** The newest manifests of a repository that Portus has given up reading, at most 100. */
export function unreadIn(repositoryId: number): Promise<{ digest: string }[]> {
  return db.manifest.findMany({
    where: { repositoryId, ...failed, readAfter: null },
    select: { digest: true },
    orderBy: { id: "desc" },
    take: 100,
  });
}

/** Makes an unread manifest due now. False if it has been read in the meantime. */
export async function retryReading(
  audit: ActorAudit,
  repository: FoundRepository,
  { id, digest }: { id: number; digest: string },
): Promise<boolean> {
  ensure(
    canRetryReading(audit.actor, guardedBy(repository)),
    "Only owners and contributors may retry this. Ask one of them.",
  );
  const due = { readAttempts: 0, readAfter: new Date(), readError: null };

  return transaction(async (tx) => {
    const { count } = await tx.manifest.updateMany({ where: { id, readAt: null }, data: due });
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
