import { db } from "../../platform/db/client.ts";
import { type GarbageCollection, garbageCollection } from "../../registry/garbage.ts";
import type { FoundPlan } from "./plan/find.ts";
import { isTarget } from "./plan/selection.ts";

/** How to free the space of what a plan deletes, for each registry that it deletes from. */
export async function garbageCollectionsFor(plan: FoundPlan): Promise<GarbageCollection[]> {
  const steps = await db.deletionStep.findMany({
    where: { planId: plan.id },
    distinct: ["registryId"],
    select: { registryId: true },
  });
  const ofSteps = { id: { in: steps.map(({ registryId }) => registryId) } };
  const images = { id: { in: namespacesOf(plan) }, repositories: { some: {} } };
  const registries = await db.registry.findMany({
    where: { OR: [ofSteps, { namespaces: { some: images } }] },
    orderBy: { id: "asc" },
  });
  return Promise.all(registries.map(garbageCollection));
}

/** The namespaces whose images it deletes, if they still exist. */
function namespacesOf({ selection, namespaceId }: FoundPlan): number[] {
  if (isTarget(selection)) return selection.receivingTeam === undefined ? selection.namespaces : [];
  return namespaceId === null ? [] : [namespaceId];
}
