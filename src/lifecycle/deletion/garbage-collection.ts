import { db } from "../../platform/db/client.ts";
import { type GarbageCollection, garbageCollection } from "../../registry/garbage.ts";
import type { FoundPlan } from "./plan/find.ts";
import { isRealm } from "./plan/selection.ts";

/** How the space of what a plan takes comes back, at each registry that it takes something from, and at no other. */
export async function spaceAt(plan: FoundPlan): Promise<GarbageCollection[]> {
  const steps = await db.deletionStep.findMany({
    where: { planId: plan.id },
    distinct: ["registryId"],
    select: { registryId: true },
  });
  const taken = { id: { in: steps.map(({ registryId }) => registryId) } };
  const images = { id: { in: namespacesOf(plan) }, repositories: { some: {} } };
  const registries = await db.registry.findMany({
    where: { OR: [taken, { namespaces: { some: images } }] },
    orderBy: { id: "asc" },
  });
  return Promise.all(registries.map(garbageCollection));
}

/** From which it takes images, as far as they are still there. */
function namespacesOf({ selection, namespaceId }: FoundPlan): number[] {
  if (isRealm(selection)) return selection.heir === undefined ? selection.namespaces : [];
  return namespaceId === null ? [] : [namespaceId];
}
