import { setTimeout as pause } from "node:timers/promises";
import { db, type SyncRun } from "../../platform/db/client.ts";
import { Invalid } from "../../platform/errors.ts";
import { performOpen } from "./run.ts";
import { requestSync } from "./runs.ts";
import { summary } from "./sentences.ts";

/**
 * `sync`: compares every registry, here or in the process that does so already. `progress` hears how far it is. One that
 * gives no answer keeps none of the others from being compared, and makes the command fail in the end.
 */
export async function syncCommand(progress: (line: string) => void): Promise<string> {
  const registries = await db.registry.findMany({ orderBy: { id: "asc" } });
  const sentences: string[] = [];
  let failed = false;
  for (const { id, hostname } of registries) {
    const asked = await requestSync(id, { cause: "command" });
    const run = await toTheEnd(asked, (now) => progress(`${hostname}: ${summary(now)}`));
    failed ||= run.state !== "finished";
    sentences.push(`${hostname}: ${summary(run)}`);
  }
  if (failed) throw new Invalid(Object.fromEntries(sentences.entries()));
  return sentences.join("\n");
}

async function toTheEnd(run: SyncRun, say: (run: SyncRun) => void): Promise<SyncRun> {
  let told = run.repositories;
  const tell = (now: SyncRun) => {
    if (now.repositories > told && now.state === "running") say(now);
    told = now.repositories;
  };
  for (;;) {
    await performOpen({ onProgress: tell });
    const now = await db.syncRun.findUniqueOrThrow({ where: { id: run.id } });
    if (!now.open || now.state === "waiting") return now;
    tell(now); // another process is at it
    await pause(1_000);
  }
}
