import { setTimeout as pause } from "node:timers/promises";
import { db, type SyncRun } from "../db/client.ts";
import { Invalid } from "../errors.ts";
import { performOpen } from "./perform.ts";
import { requestSync } from "./runs.ts";
import { summary } from "./sentences.ts";

/** `sync`: compares every registry, here or in the process that does so already, and says how far it is. */
export async function syncCommand(say: (line: string) => void): Promise<string> {
  const registries = await db.registry.findMany({ orderBy: { id: "asc" } });
  const sentences: string[] = [];
  for (const { id, hostname } of registries) {
    const asked = await requestSync(id, { cause: "command" });
    const run = await toTheEnd(asked, (now) => say(`${hostname}: ${summary(now)}`));
    if (run.state === "failed") throw new Invalid({ [hostname]: `${hostname}: ${summary(run)}` });
    sentences.push(`${hostname}: ${summary(run)}`);
  }
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
