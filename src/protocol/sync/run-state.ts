import type { Registry, SyncRun } from "../../platform/db/client.ts";
import type { Line, Patience } from "../../registry/client/connection.ts";

export interface Options {
  stopping?: () => boolean;
  onProgress?: (run: SyncRun) => void;
  patience?: Patience;
  ripening?: number; // ms
}

/** A run, and what this process knows of it beside its row. */
export interface Work extends Options {
  run: SyncRun;
  registry: Registry;
  line: Line;
  differed: boolean; // whether anything did before, which this run may settle
  seen: Set<string>; // names that were looked at
  ripening: number;
  outage: number; // answers that failed to come, one after the other
  held: Held;
}

/** The manifests that were looked up and wait to be brought in: so many bytes of them and no more. */
export interface Held {
  room: number;
}

export const nothingHeld = (): Held => ({ room: 32 * 1024 * 1024 });

/** The bytes, or null if there is no room: their reader asks the registry for them once more. */
export function hold(held: Held, bytes: Buffer): Buffer | null {
  if (bytes.length > held.room) return null;
  held.room -= bytes.length;
  return bytes;
}

/** Forgets what has been brought in, or will not be. */
export function release(held: Held, news: { bytes: Buffer | null }[]): void {
  for (const { bytes } of news.splice(0)) held.room += bytes?.length ?? 0;
}

/** What a run has gone through so far; the columns of its row. */
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
