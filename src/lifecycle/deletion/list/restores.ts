import type { Restore } from "../../../history/sentences.ts";
import type { Actor } from "../../../identity/actor/actor.ts";
import { db } from "../../../platform/db/client.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { inState } from "./filters.ts";
import { restorableBy } from "./rights.ts";

/** Of some deletions, those that the actor can restore now. */
export async function restoresOf(
  actor: Actor,
  deletions: readonly number[],
): Promise<Map<number, Restore>> {
  const plans = await db.deletionPlan.findMany({
    where: { AND: [{ id: { in: [...deletions] } }, inState("restorable", new Date())] },
    select: {
      id: true,
      teamId: true,
      namespaceId: true,
      repositoryId: true,
      subject: true,
      restorableUntil: true,
    },
  });
  const restorable = await restorableBy(actor, plans);
  return new Map(
    plans.flatMap((plan) => {
      const { id, restorableUntil: until } = plan;
      const action = paths.restoreDeletion(plan);
      return until && restorable.has(id) ? [[id, { action, until }]] : [];
    }),
  );
}
