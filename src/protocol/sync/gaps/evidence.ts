import type { EventFlow, RegistryInstance } from "../../../platform/db/client.ts";
import type { Expected } from "./expected.ts";
import type { Probed } from "./probe.ts";

/** What is known once a registry was probed. */
export interface Evidence {
  probed: Probed;
  arrived: boolean; // some event has arrived since, even if not that of the probe
  instances: readonly Pick<RegistryInstance, "firstAt" | "lastAt">[];
}

const replicaMs = 900_000; // a replica of a registry that reported something this long ago may still run

/**
 * Whether the events of a repository may be missing. A registry sends its events in order: if it reported the probe, and
 * it is one process that has run all the time, it has reported everything before.
 */
export function isDoubtful({ since }: Expected, { probed, instances }: Evidence): boolean {
  const alive = instances.filter(({ lastAt }) => lastAt.getTime() >= since.getTime() - replicaMs);
  const [only, ...others] = alive;
  return probed !== "heard" || !only || others.length > 0 || only.firstAt > since;
}

/**
 * Whether a registry that answers reports nothing. Some are configured to report no pulls: of those that never reported
 * a probe although they report pushes, only an import proves it.
 */
export function isUnheard(
  { probed, arrived }: Evidence,
  { lastAt, echoedAt }: Pick<EventFlow, "lastAt" | "echoedAt">,
  imported: number,
): boolean {
  if (probed !== "unheard" || arrived) return false;
  return echoedAt !== null || lastAt === null || imported > 0;
}
