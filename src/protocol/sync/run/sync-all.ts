import { setTimeout as pause } from "node:timers/promises";
import { db, type SyncRun } from "../../../platform/db/client.ts";
import { Invalid } from "../../../platform/errors.ts";
import { requestSync } from "../runs.ts";
import { summary } from "../sentences.ts";
import { continueRuns } from "./run.ts";

/**
 * Syncs every registry, one after the other, and returns a summary of each. Waits even if another process executes the run.
 * A registry that fails does not stop the others; an error at the end names all of them.
 */
export async function syncAll(progress: (line: string) => void): Promise<string> {
  const registries = await db.registry.findMany({ orderBy: { id: "asc" } });
  const sentences: string[] = [];
  let failed = false;
  for (const { id, hostname } of registries) {
    const requested = await requestSync(id, { cause: "command" });
    const run = await waitForEnd(requested, (now) => progress(`${hostname}: ${summary(now)}`));
    failed ||= run.state !== "finished";
    sentences.push(`${hostname}: ${summary(run)}`);
  }
  if (failed) throw new Invalid(Object.fromEntries(sentences.entries()));
  return sentences.join("\n");
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
