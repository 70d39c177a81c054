import { config } from "../../platform/config/config.ts";
import { counter, measured } from "../../platform/metrics/metrics.ts";
import type { Sender } from "../../registry/events-secrets.ts";
import { knownRegistries } from "../../registry/known-registries.ts";

const actions = ["push", "pull", "delete", "other"];

const received = counter({
  name: "portus_events_received_total",
  help: "New events of registries, stored. With the secret of the environment they count for the default registry.",
  labels: { registry: "any", action: actions },
});
for (const action of actions) received.add({ registry: config.registry.host, action }, 0);

const lastAt = new Map<string, number>(); // ms, by registry
const maxRegistries = 200;

measured(
  {
    name: "portus_events_last_timestamp_seconds",
    help: "When this process last received an event of a registry. Absent until the first since its start.",
    labelNames: ["registry"],
  },
  () => [...lastAt].map(([registry, ms]) => ({ labels: { registry }, value: ms / 1000 })),
);

/** Counts new events, by action. */
export async function countReceived(
  sender: Sender,
  stored: readonly { action: string; count: number }[],
): Promise<void> {
  const known = sender.registryId === null ? [] : await knownRegistries();
  const own = known.find(({ id }) => id === sender.registryId);
  const registry = own?.hostname ?? config.registry.host;
  for (const { action, count } of stored) received.add({ registry, action }, count);
  if (lastAt.has(registry) || lastAt.size < maxRegistries) lastAt.set(registry, Date.now());
}
