import type { SyncRun } from "../../platform/db/client.ts";
import { storableText } from "../../platform/db/json.ts";
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

/** What the log says when the registry stopped a run. At a first start the registry is often not up yet. */
export function failureLog(
  { cause, state, attempts }: Pick<SyncRun, "cause" | "state" | "attempts">,
  { kind }: Pick<RegistryError, "kind">,
): { level: "info" | "warn"; message: string } {
  if (state === "failed") return { level: "warn", message: "the sync failed" };
  if (cause === "start" && kind === "unreachable")
    return {
      level: attempts === 1 ? "info" : "warn",
      message: "first sync waits for the registry (retrying)",
    };
  return { level: "warn", message: "the sync failed and will be retried" };
}

/** An unexpected error, in a sentence. The last line of an error is where Postgres says why. */
export function unexpected(error: unknown): string {
  const [last = ""] = String(error).trim().split("\n").slice(-1);
  return `An unexpected error occurred: ${storableText(last.trim().slice(0, 300))} The log has the details.`;
}
