import { db } from "../db/client.ts";
import { type GarbageCollection, garbageCollection } from "../registry/garbage.ts";
import type { FoundPlan } from "./find.ts";

/** How the space of what a plan takes comes back, at each registry that it takes something from. */
export async function spaceAt({ id, namespace }: FoundPlan): Promise<GarbageCollection[]> {
  if (namespace) return [await garbageCollection(namespace.registry)];
  const steps = await db.deletionStep.findMany({
    where: { planId: id },
    distinct: ["registryId"],
    select: { registryId: true },
  });
  const ids = steps.map(({ registryId }) => registryId);
  const registries = await db.registry.findMany({
    ...(ids.length > 0 && { where: { id: { in: ids } } }),
    orderBy: { id: "asc" },
  });
  return Promise.all(registries.map(garbageCollection));
}
