import { isImmutable, patternsOf } from "../../catalogue/repositories/tags/immutable-patterns.ts";
import { portus } from "../../identity/actor/system-actors.ts";
import { db, type Registry } from "../../platform/db/client.ts";
import { type Loop, startLoop } from "../../platform/jobs/loop.ts";
import { digestLike, fetchManifest, type RegistryError } from "../../registry/client/client.ts";
import { putManifest } from "../../registry/client/put.ts";
import { claim, type Due, keep, postpone, remove } from "./queue.ts";

/** Puts immutable tags back that were pushed over: at once when woken, else every two seconds. */
export function startPuttingBack(): Loop {
  return startLoop("put-backs", 2_000, putBackPending);
}

/** Puts back what is due, one after the other; says how many were looked at. */
export async function putBackPending(): Promise<number> {
  let looked = 0;
  for (let due = await claim(); due; due = await claim()) {
    await putBack(due);
    looked += 1;
  }
  return looked;
}

async function putBack(due: Due): Promise<void> {
  const repository = await db.repository.findUnique({
    where: { id: due.repositoryId },
    include: { namespace: { include: { registry: true } } },
  });
  if (!repository) return;
  const [latest, right] = [await lastMove(due), await lastMove(due, { rightful: true })];
  if (latest?.cause !== "overwrite" || !right?.digest) return remove(due);
  if (!isImmutable(patternsOf(repository), due.tag)) return keep(due, right);

  const move = { tag: due.tag, wrong: latest.digest ?? "", right: right.digest };
  const error = await restore(repository.namespace.registry, repository, move);
  if (!error) return remove(due);
  if (error.kind === "missing" && due.attempts >= enough)
    return keep(due, right, { ...repository, ...move, why: error.message });
  return postpone(due, error.message);
}

/** Events may come in any order: what is right is what the timeline says now. */
async function lastMove({ repositoryId, tag }: Due, { rightful = false } = {}) {
  const rightfully = { OR: [{ cause: null }, { cause: { not: "overwrite" as const } }] };
  return db.tagMove.findFirst({
    where: { repositoryId, tag, ...(rightful && rightfully) },
    orderBy: { at: "desc" },
  });
}

interface Wrong {
  tag: string;
  wrong: string;
  right: string;
}

/** What the registry has at this moment decides: whoever was at it before may have been killed after it was done. */
async function restore(
  registry: Registry,
  { id: repositoryId, fullName }: { id: number; fullName: string },
  { tag, wrong, right }: Wrong,
): Promise<RegistryError | null> {
  const now = await fetchManifest(registry, fullName, tag);
  if (!now.ok) return now.error.kind === "missing" ? notThere : now.error;
  const points = (digest: string) => digestLike(digest, now.value.bytes) === digest;
  if (points(right)) return null;
  if (!points(wrong)) return unheard;

  const manifest = await bytesOf(registry, fullName, { repositoryId, digest: right });
  if (!manifest.ok) return manifest.error;
  return putManifest(registry, fullName, { tag, as: portus.username, ...manifest.value });
}

const enough = 5; // times that a registry says that it has no such manifest: its storage may be away for a moment

const notThere: RegistryError = {
  kind: "refused",
  message: "The registry says that it has no such tag, and has not told of its deletion.",
};

const unheard: RegistryError = {
  kind: "refused",
  message: "It was pushed again, and the registry has not told of that yet.",
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
