import type { Registry } from "../../platform/db/client.ts";
import { type Line, openLine } from "../../registry/client/connection.ts";

const patience = { connect: 2_000, total: 5_000 }; // ms: a client waits for the answer
const lines = new Map<number, { line: Line; made: string }>();

/** The connections to a registry that looks for referrers share. A registry whose record changed gets new ones. */
export function lineTo(registry: Registry): Line {
  const made = JSON.stringify([registry.url, registry.hostname, registry.ca, registry.pin]);
  const known = lines.get(registry.id);
  if (known?.made === made) return known.line;

  known?.line.close();
  const line = openLine(registry, patience);
  lines.set(registry.id, { line, made });
  return line;
}
