import { isImmutable, patternsOf } from "../../catalogue/repositories/tags/immutable-patterns.ts";
import { portus } from "../../identity/actor/system-actors.ts";
import { db, type Registry } from "../../platform/db/client.ts";
import { type Loop, startLoop } from "../../platform/jobs/loop.ts";
import { digestLike, fetchManifest, type RegistryError } from "../../registry/client/client.ts";
import { putManifest } from "../../registry/client/put.ts";
import {
  acceptIfMutable,
  acceptLoss,
  claimDueRevert,
  type DueRevert,
  postponeRevert,
  removeRevert,
} from "./queue.ts";

/** Reverts overwritten immutable tags: at once when woken, otherwise every two seconds. */
export function startRevertWorker(): Loop {
  return startLoop("reverts", 2_000, revertPending);
}

/** Handles all due reverts one after the other. Returns how many it handled. */
export async function revertPending(): Promise<number> {
  let count = 0;
  for (let due = await claimDueRevert(); due; due = await claimDueRevert()) {
    await revert(due);
    count += 1;
  }
  return count;
}

async function revert(due: DueRevert): Promise<void> {
  const repository = await db.repository.findUnique({
    where: { id: due.repositoryId },
    include: { namespace: { include: { registry: true } } },
  });
  if (!repository) return;
  const [latest, right] = [await lastMove(due), await lastMove(due, { rightful: true })];
  if (latest?.cause !== "overwrite" || !right?.digest) return removeRevert(due);
  const isMutable = !isImmutable(patternsOf(repository), due.tag);
  if (isMutable && (await acceptIfMutable(due, right))) return;

  const move = { tag: due.tag, wrong: latest.digest ?? "", right: right.digest };
  const error = await restoreTag(repository.namespace.registry, repository, move);
  if (!error) return removeRevert(due);
  if (error.kind === "missing" && due.attempts >= maxMissing)
    return acceptLoss(due, right, { ...repository, ...move, reason: error.message });
  return postponeRevert(due, error.message);
}

/** Events may arrive in any order: the timeline as it is now decides. */
async function lastMove({ repositoryId, tag }: DueRevert, { rightful = false } = {}) {
  const rightfully = { OR: [{ cause: null }, { cause: { not: "overwrite" as const } }] };
  return db.tagMove.findFirst({
    where: { repositoryId, tag, ...(rightful && rightfully) },
    orderBy: { at: "desc" },
  });
}

interface TagRevert {
  tag: string;
  wrong: string;
  right: string;
}

/** Asks the registry first, since an earlier attempt may have been killed after it succeeded. */
async function restoreTag(
  registry: Registry,
  { id: repositoryId, fullName }: { id: number; fullName: string },
  { tag, wrong, right }: TagRevert,
): Promise<RegistryError | null> {
  const now = await fetchManifest(registry, fullName, tag);
  if (!now.ok) return now.error.kind === "missing" ? tagMissing : now.error;
  const points = (digest: string) => digestLike(digest, now.value.bytes) === digest;
  if (points(right)) return null;
  if (!points(wrong)) return pushedAgain;

  const manifest = await bytesOf(registry, fullName, { repositoryId, digest: right });
  if (!manifest.ok) return manifest.error;
  return putManifest(registry, fullName, { tag, as: portus.username, ...manifest.value });
}

const maxMissing = 5; // answers that the image does not exist: the registry's storage may be unavailable for a moment

const tagMissing: RegistryError = {
  kind: "refused",
  message: "The tag is missing in the registry, but no event of its deletion has arrived.",
};

const pushedAgain: RegistryError = {
  kind: "refused",
  message: "The tag was pushed again, and the event of that push has not arrived yet.",
};

type Manifest = { repositoryId: number; digest: string };

async function bytesOf(registry: Registry, fullName: string, manifest: Manifest) {
  const known = await db.manifest.findUnique({
    where: { repositoryId_digest: manifest },
    select: { mediaType: true, payload: true },
  });
  if (!known?.payload) return fetchManifest(registry, fullName, manifest.digest);
  return { ok: true, value: { mediaType: known.mediaType, bytes: known.payload } } as const;
}
