import { db, type Registry, type SyncRun } from "../../../platform/db/client.ts";
import { log } from "../../../platform/log.ts";
import { openConnection } from "../../../registry/client/connection.ts";
import { applyAll } from "../run/apply.ts";
import { inspectAll } from "../run/inspect-all.ts";
import { manifestMemory, type RunState } from "../run/run-state.ts";
import { unexpected } from "../sentences.ts";

const shownNames = 20;

/**
 * Compares some repositories with their registry and imports what the catalogue lacks, as a sync does with all of them.
 * Its run is a record only: it is never open, so that a sync of the whole registry can run beside it. Returns the run,
 * which has failed if the registry did not answer.
 */
export async function syncRepositories(
  registry: Registry,
  names: readonly string[],
  { stopping, settleDelayMs }: Pick<RunState, "settleDelayMs"> & { stopping: () => boolean },
): Promise<SyncRun> {
  const run = await db.syncRun.create({
    data: {
      registryId: registry.id,
      cause: "gap",
      state: "running",
      open: null,
      startedAt: new Date(),
    },
  });
  const connection = openConnection(registry);
  const source = { registry, connection, memory: manifestMemory(), stopping };
  try {
    const found = await inspectAll(source, names, { failures: 0 });
    if (!found.ok) return await end(run, { state: "failed", note: found.error.message });
    const state = { source, run, hadDrift: true, settleDelayMs, ...unused };
    const counts = await applyAll(state, found.value);
    return await end(run, { state: "finished", note: listed(names), ...counts });
  } catch (error) {
    log.error({ err: error, registry: registry.hostname }, "a sync of some repositories failed");
    return await end(run, { state: "failed", note: unexpected(error) });
  } finally {
    connection.close();
  }
}

const unused = { inspected: new Set<string>(), outage: { failures: 0 }, onProgress: () => {} };

function end({ id }: SyncRun, data: Partial<SyncRun>): Promise<SyncRun> {
  return db.syncRun.update({ where: { id }, data: { ...data, finishedAt: new Date() } });
}

function listed(names: readonly string[]): string {
  const more = names.length - shownNames;
  return `Checked ${names.slice(0, shownNames).join(", ")}${more > 0 ? ` and ${more} more` : ""}.`;
}
