import { setTimeout as pause } from "node:timers/promises";
import { db, type Registry, type SyncRun } from "../../../platform/db/client.ts";
import { Invalid } from "../../../platform/errors.ts";
import { requestSync } from "../runs.ts";
import { summary } from "../sentences.ts";
import { continueRuns } from "./run.ts";

/**
 * Syncs every registry, one after the other, and returns a summary of each run. Waits even if another process executes the run.
 * A registry that fails does not stop the others; an error at the end names all of them.
 */
export async function syncAll(progress: (line: string) => void): Promise<string> {
  const registries = await db.registry.findMany({ orderBy: { id: "asc" } });
  const sentences: string[] = [];
  let failed = false;
  for (const { id, hostname } of registries) {
    const result = await syncRegistry({ id, hostname }, progress);
    failed ||= result.failed;
    sentences.push(...result.sentences);
  }
  if (failed) throw new Invalid(Object.fromEntries(sentences.entries()));
  return sentences.join("\n");
}

/** Syncs one registry now, and returns a summary of each run that it took. */
export async function syncRegistry(
  { id, hostname }: Pick<Registry, "id" | "hostname">,
  progress: (line: string) => void,
): Promise<{ failed: boolean; sentences: string[] }> {
  const runs = await syncNow(id, (now) => progress(`${hostname}: ${summary(now)}`));
  return {
    failed: runs.some(({ state }) => state !== "finished"),
    sentences: runs.map((run) => `${hostname}: ${summary(run)}`),
  };
}

/** If a run had started before, it may have inspected a repository before its last push, so another one follows it. */
async function syncNow(registryId: number, report: (run: SyncRun) => void): Promise<SyncRun[]> {
  const requested = await requestSync(registryId, { cause: "command" });
  const run = await waitForEnd(requested, report);
  if (requested.startedAt === null || run.state !== "finished") return [run];
  const next = await requestSync(registryId, { cause: "command" });
  return [run, await waitForEnd(next, report)];
}

async function waitForEnd(run: SyncRun, report: (run: SyncRun) => void): Promise<SyncRun> {
  let reported = run.repositories;
  const onProgress = (now: SyncRun) => {
    if (now.repositories > reported && now.state === "running") report(now);
    reported = now.repositories;
  };
  for (;;) {
    await continueRuns({ onProgress });
    const now = await db.syncRun.findUniqueOrThrow({ where: { id: run.id } });
    if (!now.open || now.state === "waiting") return now;
    onProgress(now); // another process executes it
    await pause(1_000);
  }
}
