import { config } from "../../platform/config/config.ts";
import { db, type Registry } from "../../platform/db/client.ts";
import type { Sender } from "../../registry/events-secrets.ts";
import { registryAt } from "../../registry/hosts.ts";
import { knownRegistries } from "../../registry/known-registries.ts";

/** Which process of a registry sent an envelope, as it says itself. */
export interface Origin {
  host: string; // that a client used
  instanceId: string; // changes whenever the registry starts; "" if it sent none
}

/**
 * The origin in the last event of an envelope. Of both fields the last counts: only earlier ones can be in what clients
 * choose, such as annotations, and quotes within texts are escaped.
 */
export function originIn(envelope: string): Origin {
  const tail = envelope.slice(-maxTail);
  return { host: lastOf(tail, "host"), instanceId: lastOf(tail, "instanceID") };
}

const maxTail = 4_096; // characters: request, actor and source are at the end, each short

function lastOf(text: string, field: string): string {
  const at = text.lastIndexOf(`"${field}"`);
  const [, value = ""] =
    at < 0 ? [] : (/^"\w+":\s*"([^"\\]{1,255})"/.exec(text.slice(at, at + 300)) ?? []);
  return value;
}

const writeIntervalMs = 5_000;
const written = new Map<string, number>(); // by registry and instance: when this process last wrote it down
const maxWritten = 1_000;

/** Notes that events of a registry arrive. A process that was not known yet means that the registry was started. */
export async function noteArrival(sender: Sender, origin: Origin, now = Date.now()): Promise<void> {
  const registry = senderIn(await knownRegistries(), sender, origin);
  if (!registry) return;
  const key = `${registry.id} ${origin.instanceId}`;
  if (now - (written.get(key) ?? 0) < writeIntervalMs) return;
  if (written.size >= maxWritten) written.clear();
  written.set(key, now);
  await db.$executeRaw`
    INSERT INTO event_flows (registry_id, last_at) VALUES (${registry.id}, now())
    ON CONFLICT (registry_id) DO UPDATE SET last_at = now(), silent_since = NULL, unheard = 0, grants = 0`;
  if (origin.instanceId) await noteInstance(registry.id, origin.instanceId);
}

/** By the secret, or by the host if the secret is that of the environment, which several registries may share. */
function senderIn(registries: readonly Registry[], { registryId }: Sender, { host }: Origin) {
  if (registryId !== null) return registries.find(({ id }) => id === registryId);
  return (
    registryAt(host, registries) ?? registries.find((it) => it.hostname === config.registry.host)
  );
}

/** A new process may follow one that ended with events in memory: everything that is expected is checked at once. */
async function noteInstance(registryId: number, instanceId: string): Promise<void> {
  const rows = await db.$queryRaw<{ isNew: boolean }[]>`
    INSERT INTO registry_instances (registry_id, instance_id) VALUES (${registryId}, ${instanceId})
    ON CONFLICT (registry_id, instance_id) DO UPDATE SET last_at = now()
    RETURNING first_at = last_at AS "isNew"`;
  if (!rows[0]?.isNew) return;
  await db.$executeRaw`UPDATE expected_events SET check_after = now() WHERE registry_id = ${registryId}`;
  await db.$executeRaw`UPDATE event_flows SET watch_after = now() WHERE registry_id = ${registryId}`;
}

/** Forgets processes of registries that ended long ago. */
export async function pruneInstances(): Promise<number> {
  return db.$executeRaw`DELETE FROM registry_instances WHERE last_at < now() - interval '30 days'`;
}
