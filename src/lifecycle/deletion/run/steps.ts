import { type DeletionStep, db, type Tx } from "../../../platform/db/client.ts";
import type { Fence } from "../lease.ts";
import type { Contents } from "../plan/closure.ts";

interface Place {
  id: number; // of the repository
  fullName: string;
  registryId: number;
}

/** Stores the steps in their order, with the manifests' bytes where the catalogue has them. */
export async function addSteps(
  tx: Tx,
  planId: number,
  { place, contents }: { place: Place; contents: Pick<Contents, "deleted" | "untagged"> },
): Promise<void> {
  const { deleted, untagged } = contents;
  const ofTags = untagged.map(({ tag, digest }) => ({ digest, tag, tags: [tag], dependsOn: [] }));
  const steps = [...ofTags, ...deleted.map((it) => ({ ...it, tag: null }))].map(
    ({ digest, tag, tags, dependsOn }, at) => ({ at, digest, tag, tags, depends_on: dependsOn }),
  );
  await tx.$executeRaw`
    INSERT INTO deletion_steps (plan_id, position, registry_id, repository, digest, tag, tags, depends_on, media_type, payload)
    SELECT ${planId}, at + (SELECT coalesce(max(position) + 1, 0) FROM deletion_steps WHERE plan_id = ${planId}),
      ${place.registryId}, ${place.fullName}, s.digest, s.tag, s.tags, s.depends_on, coalesce(m.media_type, ''), m.payload
    FROM jsonb_to_recordset(${JSON.stringify(steps)}::jsonb)
      AS s (at int, digest text, tag text, tags text[], depends_on text[])
    LEFT JOIN manifests m ON m.repository_id = ${place.id} AND m.digest = s.digest`;
}

/** Marks the waiting steps as refused: the registry is not asked again. */
export async function refuseRemaining({ id: planId, fence }: Fence, reason: string): Promise<void> {
  const where = { planId, state: "waiting", plan: { fence } } as const;
  await db.deletionStep.updateMany({ where, data: { state: "refused", reason } });
}

export async function nextStep(planId: number): Promise<DeletionStep | null> {
  const where = { planId, state: "waiting" } as const;
  return db.deletionStep.findFirst({ where, orderBy: { position: "asc" } });
}

export async function updateStep(
  { planId, position }: DeletionStep,
  data: Partial<Pick<DeletionStep, "state" | "reason" | "movedTags" | "mediaType">> & {
    payload?: Uint8Array<ArrayBuffer> | null;
  },
  tx: Tx = db,
): Promise<void> {
  await tx.deletionStep.updateMany({ where: { planId, position }, data });
}

export async function progressOf(planId: number) {
  const counts = await db.deletionStep.groupBy({
    by: ["state"],
    where: { planId },
    _count: true,
  });
  const of = (state: DeletionStep["state"]) => counts.find((it) => it.state === state)?._count ?? 0;
  return {
    waiting: of("waiting"),
    deleted: of("deleted"),
    refused: of("refused"),
    restored: of("restored"),
  };
}

export type Step = Awaited<ReturnType<typeof stepsOf>>[number];

/** The steps in their order, without the bytes. */
export function stepsOf({ id: planId }: { id: number }, tx: Tx = db) {
  const shown = { repository: true, registryId: true, digest: true, tag: true, tags: true };
  return tx.deletionStep.findMany({
    where: { planId },
    orderBy: { position: "asc" },
    select: { ...shown, state: true, reason: true },
  });
}
