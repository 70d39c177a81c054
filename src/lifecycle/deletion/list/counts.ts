import type { Actor } from "../../../identity/actor/actor.ts";
import { db, type Prisma } from "../../../platform/db/client.ts";
import { plural } from "../../../platform/plural.ts";
import { inState } from "./filters.ts";
import { deletablePlans } from "./list.ts";

type Place = Pick<Prisma.DeletionPlanWhereInput, "namespaceId" | "teamId">;

const maxCounted = 1_000;

/** "2 deleted repositories can be restored", where the actor may delete; null if nothing can be restored. */
export async function restorableSentence(actor: Actor, place: Place = {}): Promise<string | null> {
  const found = await db.deletionPlan.findMany({
    where: { AND: [await deletablePlans(actor), place, inState("restorable", new Date())] },
    select: { emptied: true },
    take: maxCounted + 1,
  });
  return found.length === 0 ? null : sentenceOf(found);
}

function sentenceOf(found: readonly { emptied: boolean }[]): string {
  if (found.length > maxCounted)
    return `More than ${plural(maxCounted, "deletion")} can be restored`;
  const repositories = found.filter(({ emptied }) => emptied).length;
  const others = found.length - repositories;
  const whole = plural(repositories, "deleted repository", "deleted repositories");
  if (repositories === 0) return `${plural(others, "deletion")} can be restored`;
  if (others === 0) return `${whole} can be restored`;
  return `${whole} and ${plural(others, "other deletion")} can be restored`;
}
