import { type Registry, transaction } from "../db/client.ts";
import { Invalid } from "../errors.ts";
import { fetchManifest } from "../registry/client.ts";
import type { FoundRepository } from "../repositories/repositories.ts";
import { contentsNow, type FoundPlan, fingerprintOf, selectionOf } from "./plans.ts";
import { bytesToKeep, graceDays, keep } from "./trash.ts";

const changed =
  "Something changed there since this was shown. Look at what would be deleted now, and then decide.";

/** The events of the last seconds may not have come yet, so the registry is asked where the tags are. */
export async function ensureSame(plan: FoundPlan, { id }: FoundRepository, registry: Registry) {
  const selection = selectionOf(plan);
  const now = await contentsNow(id, selection).catch(() => null);
  if (!now || fingerprintOf(now) !== plan.fingerprint) throw new Invalid({ form: changed });
  if ("whole" in selection) return;

  const tags = now.gone.flatMap(({ tags, digest }) => tags.map((tag) => ({ tag, digest })));
  for (const { tag, digest } of [...tags, ...now.untagged]) {
    const answer = await fetchManifest(registry, plan.repository, tag);
    if (answer.ok && answer.value.digest !== digest) throw new Invalid({ form: changed });
    if (!answer.ok && answer.error.kind === "unreachable")
      throw new Invalid({ form: `Nothing was deleted. ${answer.error.message}` });
  }
}

/** Of two who carry out the same plan, one does. The bytes are kept before anything is deleted. */
export async function claim(plan: FoundPlan, registry: Registry): Promise<void> {
  const bytes = await bytesToKeep(registry, plan);
  const executedAt = new Date();
  const undoUntil = new Date(executedAt.getTime() + graceDays * 86_400_000);
  await transaction(async (tx) => {
    const where = { id: plan.id, executedAt: null };
    const { count } = await tx.deletionPlan.updateMany({ where, data: { executedAt, undoUntil } });
    if (count === 0) throw new Invalid({ form: "It was carried out before." });
    await keep(tx, plan, bytes);
  });
}
