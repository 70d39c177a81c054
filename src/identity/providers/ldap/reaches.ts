import { hash } from "node:crypto";
import { createPool } from "./pool.ts";
import type { Directory } from "./settings.ts";
import type { Reach } from "./sign-in.ts";

const reaches = new Map<number, { fingerprint: string; reach: Reach }>();

/** The connections to a directory. After a change of its settings they are new ones. */
export function reachOf(directory: Directory): Reach {
  const fingerprint = hash("sha256", JSON.stringify(directory), "base64");
  const known = reaches.get(directory.id);
  if (known?.fingerprint === fingerprint) return known.reach;
  known?.reach.pool.close();
  const reach = { directory, pool: createPool(directory) };
  reaches.set(directory.id, { fingerprint, reach });
  return reach;
}
