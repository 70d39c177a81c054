import { db } from "../../../platform/db/client.ts";

/** Whether the events of a registry arrive. */
export interface FlowState {
  registryId: number;
  hostname: string;
  name: string; // in Portus
  lastAt: Date | null; // the last event
  missingSince: Date | null; // null: they arrive, as far as is known
  grants: number; // of pushes and deletions since the last event
}

const minUnheard = 2; // probes in a row: one may have met a registry that had just started

/** The state of every registry. It takes no actor: only pages for admins show it. */
export async function eventFlows(): Promise<FlowState[]> {
  const flows = await db.eventFlow.findMany({
    select: {
      registryId: true,
      lastAt: true,
      silentSince: true,
      unheard: true,
      grants: true,
      registry: { select: { hostname: true, name: true } },
    },
    orderBy: { registryId: "asc" },
  });
  return flows.map(({ registry, unheard, silentSince, ...flow }) => ({
    ...flow,
    ...registry,
    missingSince: unheard >= minUnheard ? silentSince : null,
  }));
}
