import { repositoriesToCount } from "../../catalogue/sizes/due-repositories.ts";
import type { Actor } from "../../identity/actor/actor.ts";
import { retentionProgress } from "../../lifecycle/retention/nightly.ts";
import { paths } from "../../platform/paths/paths.ts";
import { plural } from "../../platform/plural.ts";
import { lastRuns } from "../../protocol/sync/runs.ts";

/** Work in the background that takes minutes in a large catalogue, and how far it is. */
export interface Progress {
  name: string;
  done: string;
  note: string;
  href?: string;
}

const manyRepositories = 100; // a push queues one, which is counted within seconds

export async function inProgress(actor: Actor): Promise<Progress[]> {
  const [toCount, checked, syncs] = await Promise.all([
    repositoriesToCount(),
    retentionProgress(),
    lastRuns(actor),
  ]);
  const progress: Progress[] = [];
  if (toCount >= manyRepositories)
    progress.push({
      name: "Sizes",
      done: `${number(toCount)} left`,
      note: "repositories to count",
    });
  if (checked !== null)
    progress.push({ name: "Retention", done: `${number(checked)} checked`, note: "repositories" });
  for (const { run } of syncs)
    if (run?.state === "running")
      progress.push({
        name: "Sync",
        done: `${number(run.repositories)} checked`,
        note: `repositories, ${plural(run.tags, "tag")}`,
        href: paths.sync(),
      });
  return progress;
}

const number = (count: number) => count.toLocaleString("en-US");
