import { createCache } from "../platform/cache.ts";
import { db, onAccessChange, type Registry } from "../platform/db/client.ts";

const maxAgeMs = 10_000; // how old the list may be if the notification of a change is lost
const registries = createCache<Registry[]>(1);

onAccessChange(() => registries.clear());

/** All registries, oldest first, cached for the token endpoint. */
export function knownRegistries(): Promise<Registry[]> {
  return registries.fetch("all", maxAgeMs, () => db.registry.findMany({ orderBy: { id: "asc" } }));
}
