import type { Registry } from "../../platform/db/client.ts";
import { type Connection, openConnection } from "../../registry/client/connection.ts";

const timeoutsMs = { connect: 2_000, total: 5_000 }; // a client is waiting
const connections = new Map<number, { connection: Connection; settings: string }>();

/** The shared connections to a registry for checking referrers; new ones once the registry's settings change. */
export function connectionTo(registry: Registry): Connection {
  const settings = JSON.stringify([registry.url, registry.hostname, registry.ca, registry.pin]);
  const known = connections.get(registry.id);
  if (known?.settings === settings) return known.connection;

  known?.connection.close();
  const connection = openConnection(registry, timeoutsMs);
  connections.set(registry.id, { connection, settings });
  return connection;
}
