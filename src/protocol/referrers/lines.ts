import type { Registry } from "../../platform/db/client.ts";
import { type Connection, openConnection } from "../../registry/client/connection.ts";

const patience = { connect: 2_000, total: 5_000 }; // ms: a client is waiting
const lines = new Map<number, { line: Connection; made: string }>();

/** The shared connections to a registry for checking referrers; new ones once the registry's settings change. */
export function lineTo(registry: Registry): Connection {
  const made = JSON.stringify([registry.url, registry.hostname, registry.ca, registry.pin]);
  const known = lines.get(registry.id);
  if (known?.made === made) return known.line;

  known?.line.close();
  const line = openConnection(registry, patience);
  lines.set(registry.id, { line, made });
  return line;
}
