import { type DeletionStep, db, type Tx } from "../../../platform/db/client.ts";
import type { Turn } from "../lease.ts";
import type { Contents } from "../plan/closure.ts";

interface Place {
  id: number; // of the repository
  fullName: string;
  registryId: number;
}

/** Writes down what is to be done, in its order, with the bytes that are known. */
export async function addSteps(
  tx: Tx,
  planId: number,
  { place, contents }: { place: Place; contents: Pick<Contents, "gone" | "untagged"> },
): Promise<void> {
  const { gone, untagged } = contents;
  const steps = [
    ...untagged.map(({ tag, digest }) => ({ digest, tag, tags: [tag], after: [] as string[] })),
    ...gone.map(({ digest, tags, after }) => ({ digest, tag: null, tags, after })),
  ].map((step, at) => ({ ...step, at }));
  await tx.$executeRaw`
    INSERT INTO deletion_steps (plan_id, position, registry_id, repository, digest, tag, tags, after, media_type, payload)
    SELECT ${planId}, at + (SELECT coalesce(max(position) + 1, 0) FROM deletion_steps WHERE plan_id = ${planId}),
      ${place.registryId}, ${place.fullName}, s.digest, s.tag, s.tags, s.after, coalesce(m.media_type, ''), m.payload
    FROM jsonb_to_recordset(${JSON.stringify(steps)}::jsonb)
      AS s (at int, digest text, tag text, tags text[], after text[])
    LEFT JOIN manifests m ON m.repository_id = ${place.id} AND m.digest = s.digest`;
}

/** The registry is not asked about any more: what waits yet is kept. */
export async function keepTheRest({ id: planId, turn }: Turn, why: string): Promise<void> {
  const where = { planId, state: "waiting", plan: { turn } } as const;
  await db.deletionStep.updateMany({ where, data: { state: "kept", why } });
}

export async function nextStep(planId: number): Promise<DeletionStep | null> {
  const where = { planId, state: "waiting" } as const;
  return db.deletionStep.findFirst({ where, orderBy: { position: "asc" } });
}

export async function keepStep(
  { planId, position }: DeletionStep,
  data: Partial<Pick<DeletionStep, "state" | "why" | "elsewhere" | "mediaType">> & {
    payload?: Uint8Array<ArrayBuffer> | null;
  },
  tx: Tx = db,
): Promise<void> {
  await tx.deletionStep.updateMany({ where: { planId, position }, data });
}

/** How far a deletion is. */
export async function progressOf(planId: number) {
  const counts = await db.deletionStep.groupBy({
    by: ["state"],
    where: { planId },
    _count: true,
  });
  const of = (state: DeletionStep["state"]) => counts.find((it) => it.state === state)?._count ?? 0;
  return { waiting: of("waiting"), gone: of("gone"), kept: of("kept"), back: of("back") };
}

export type Step = Awaited<ReturnType<typeof stepsOf>>[number];

/** What was done, in its order and without the bytes. */
export function stepsOf({ id: planId }: { id: number }) {
  const shown = { repository: true, registryId: true, digest: true, tag: true, tags: true };
  return db.deletionStep.findMany({
    where: { planId },
    orderBy: { position: "asc" },
    select: { ...shown, state: true, why: true },
  });
}
