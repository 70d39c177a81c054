import type { Registry, SyncRun } from "../../platform/db/client.ts";
import type { Line, Patience } from "../../registry/client/connection.ts";
import type { Held } from "./held.ts";

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
