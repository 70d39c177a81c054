import type { Drift, SyncRun } from "../../platform/db/client.ts";
import { storableText } from "../../platform/db/text.ts";
import { plural } from "../../platform/plural.ts";
import type { RegistryError } from "../../registry/client/client.ts";

/** The progress or result of a run, in one line. */
export function summary(run: SyncRun): string {
  const checked = `${plural(run.repositories, "repository", "repositories")} and ${plural(run.tags, "tag")} checked`;
  if (run.state === "waiting")
    return run.note ? `${run.note} Portus retries automatically.` : "It starts in a moment.";
  if (run.state === "failed") return `${run.note ?? "The sync failed."} Nothing was removed.`;
  if (run.state === "running") return `${checked} so far.`;
  return [`${checked}: ${outcome(run)}.`, run.note ?? ""].join(" ").trim();
}

function outcome({ added, moved, missing, removed, unreadable }: SyncRun): string {
  const parts = [
    added > 0 && `${plural(added, "tag")} imported`,
    moved > 0 && `${plural(moved, "tag")} moved`,
    removed > 0 && `${removed.toLocaleString("en-US")} removed from the catalogue`,
    missing > 0 && `${missing.toLocaleString("en-US")} missing at the registry`,
    unreadable > 0 && `${unreadable.toLocaleString("en-US")} without a usable answer`,
  ].filter((part) => part !== false);
  return parts.length > 0 ? parts.join(", ") : "no drift";
}

/** Whether a run at the start of Portus did not reach the registry. */
export const waitsForRegistry = (
  { cause }: Pick<SyncRun, "cause">,
  { kind }: Pick<RegistryError, "kind">,
): boolean => cause === "start" && kind === "unreachable";

/** What the log says when the registry stopped a run. At a first start the registry is often not up yet. */
export function failureLog(
  run: Pick<SyncRun, "cause" | "state" | "attempts">,
  problem: Pick<RegistryError, "kind">,
): { level: "info" | "warn"; message: string } {
  if (run.state === "failed") return { level: "warn", message: "the sync failed" };
  if (waitsForRegistry(run, problem))
    return {
      level: run.attempts === 1 ? "info" : "warn",
      message: "first sync waits for the registry (retrying)",
    };
  return { level: "warn", message: "the sync failed and will be retried" };
}

/** An unexpected error, in a sentence. The last line of an error is where Postgres says why. */
export function unexpected(error: unknown): string {
  const [last = ""] = String(error).trim().split("\n").slice(-1);
  return `An unexpected error occurred: ${storableText(last.trim().slice(0, 300))} The log has the details.`;
}

export function nameOf({ repository, tag }: Pick<Drift, "repository" | "tag">): string {
  return tag ? `${repository}:${tag}` : repository;
}

type Pending = Pick<Drift, "kind" | "repairAskedAt" | "repairByName">;

/** What happens next with drift. `removedAfter` is null if only an admin removes it. */
export function nextStep(drift: Pending, removedAfter: Date | null): string {
  if (drift.kind !== "missing") return "Nothing changes. The next sync checks it again.";
  if (drift.repairAskedAt) return `The repair that ${drift.repairByName} started is running.`;
  if (!removedAfter) return "It stays in the catalogue until you repair it.";
  const time = removedAfter.toISOString().slice(0, 16).replace("T", " ");
  return `A sync after ${time} UTC removes it from the catalogue, if the registry still does not have it.`;
}

/** The sentence that all rows have in common, to show once above them; null if they differ or there is one row. */
export function commonText<Column extends string>(
  rows: Record<Column, string>[],
  column: Column,
): string | null {
  const [first, ...rest] = rows.map((row) => row[column]);
  if (first === undefined || rest.length === 0) return null;
  return rest.every((text) => text === first) ? first : null;
}

/** What the repair of one missing tag or repository removes; a list of the tags follows. */
export function repairText({ repository, tag }: Pick<Drift, "repository" | "tag">, tags: number) {
  if (tag) return "This tag will be removed from the catalogue:";
  const removed = `The repository ${repository} will be removed from the catalogue`;
  return tags > 0 ? `${removed}, with its tags:` : `${removed}. It has no tags.`;
}

/** What repairing all missing items removes; a list of their names follows. */
export function repairAllText({ repositories, tags }: { repositories: number; tags: number }) {
  const parts = [
    repositories > 0 && `${plural(repositories, "repository", "repositories")} with all tags`,
    tags > 0 && plural(tags, "tag") + (repositories > 0 ? " of other repositories" : ""),
  ];
  return `${parts.filter(Boolean).join(" and ")} will be removed from the catalogue:`;
}
