import type { Registry, SyncRun } from "../../../platform/db/client.ts";
import type { RegistryError } from "../../../registry/client/client.ts";
import type { Connection, Timeouts } from "../../../registry/client/connection.ts";

export interface SyncOptions {
  stopping?: () => boolean;
  onProgress?: (run: SyncRun) => void;
  timeouts?: Timeouts;
  settleDelayMs?: number;
}

/** Where to inspect repositories: a registry, the connection to it and the memory for what it sends. */
export interface Source {
  registry: Registry;
  connection: Connection;
  memory: ManifestMemory;
  stopping: () => boolean;
}

/** What the process that executes a run knows besides the run's row. Only the driver (run.ts) changes it. */
export interface RunState {
  source: Source;
  run: SyncRun;
  hadDrift: boolean; // at the start: this run may settle it
  inspected: Set<string>; // names of repositories
  outage: Outage;
  settleDelayMs: number;
  onProgress: (run: SyncRun) => void;
}

/** Why a run does not continue; null: it does. */
export type Stop = RegistryError | "stopping" | null;

/** Counts failed answers in a row, across the pages of a run, to tell an outage from a problem with one repository. */
export interface Outage {
  failures: number;
}

/** What a run has counted so far; the columns of its row. */
export interface Counts {
  listed: number;
  repositories: number;
  tags: number;
  added: number;
  moved: number;
  missing: number;
  removed: number;
  unreadable: number;
}

export function sumOf(all: readonly Partial<Counts>[]): Counts {
  const sum = (name: keyof Counts) => all.reduce((total, one) => total + (one[name] ?? 0), 0);
  return {
    listed: sum("listed"),
    repositories: sum("repositories"),
    tags: sum("tags"),
    added: sum("added"),
    moved: sum("moved"),
    missing: sum("missing"),
    removed: sum("removed"),
    unreadable: sum("unreadable"),
  };
}

/** Bounds the memory of manifests that were fetched and wait to be imported. */
export interface ManifestMemory {
  free: number; // bytes
}

export const manifestMemory = (): ManifestMemory => ({ free: 32 * 1024 * 1024 });

/** The bytes, or null if there is no room for them: the manifest reader then fetches them again. */
export function reserve(memory: ManifestMemory, bytes: Buffer): Buffer | null {
  if (bytes.length > memory.free) return null;
  memory.free -= bytes.length;
  return bytes;
}

/** Drops manifests that have been imported, or will not be. */
export function release(memory: ManifestMemory, found: { bytes: Buffer | null }[]): void {
  for (const { bytes } of found.splice(0)) memory.free += bytes?.length ?? 0;
}
