import { db, type Registry, type Tx } from "../db/client.ts";
import { Invalid } from "../errors.ts";
import { fetchManifest } from "../registry/client.ts";
import type { Contents } from "./closure.ts";
import type { FoundPlan } from "./plans.ts";

export const graceDays = 7;

export interface Kept {
  digest: string;
  tags: string[];
  mediaType: string;
  payload: Uint8Array<ArrayBuffer>;
}

/** The bytes of all that a plan touches, as far as the registry still has them. */
export async function bytesToKeep(registry: Registry, plan: FoundPlan): Promise<Kept[]> {
  const tagged = tagsByDigest(plan.contents);
  const known = await db.manifest.findMany({
    where: { repositoryId: plan.repositoryNow?.id ?? 0, digest: { in: [...tagged.keys()] } },
    select: { digest: true, mediaType: true, payload: true },
  });
  const kept: Kept[] = [];
  for (const { digest, mediaType, payload } of known) {
    const bytes = payload ?? (await fetched(registry, plan.repository, digest));
    if (bytes) kept.push({ digest, mediaType, tags: tagged.get(digest) ?? [], payload: bytes });
  }
  return kept;
}

/** Keeps them in the order in which they go. */
export async function keep(tx: Tx, plan: FoundPlan, bytes: readonly Kept[]): Promise<void> {
  const order = [...tagsByDigest(plan.contents).keys()];
  const data = bytes.map((it) => ({
    ...it,
    planId: plan.id,
    position: order.indexOf(it.digest),
  }));
  await tx.deletedManifest.createMany({ data });
}

/** Forgets what can't be undone any more, and what was planned and never done. */
export async function pruneDeletions(): Promise<number> {
  const now = Date.now();
  const { count } = await db.deletionPlan.deleteMany({
    where: {
      OR: [
        { undoUntil: { lt: new Date(now) } },
        { executedAt: null, createdAt: { lt: new Date(now - 86_400_000) } },
      ],
    },
  });
  return count;
}

function tagsByDigest({ gone, untagged }: Contents): Map<string, string[]> {
  const tags = new Map(gone.map((it) => [it.digest, it.tags]));
  for (const { digest, tag } of untagged) tags.set(digest, [...(tags.get(digest) ?? []), tag]);
  return tags;
}

async function fetched(registry: Registry, repository: string, digest: string) {
  const answer = await fetchManifest(registry, repository, digest);
  if (answer.ok) return new Uint8Array(answer.value.bytes);
  if (answer.error.kind === "missing") return null; // nothing to keep
  throw new Invalid({ form: `Nothing was deleted. ${answer.error.message}` });
}
