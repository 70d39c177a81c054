import type { SyncRun } from "../../platform/db/client.ts";
import { storableText } from "../../platform/db/json.ts";
import type { RegistryError } from "../../registry/client/client.ts";

const count = (n: number, one: string, many = `${one}s`) =>
  `${n.toLocaleString("en-US")} ${n === 1 ? one : many}`;

/** How far a run is, or what came of it, in a line. */
export function summary(run: SyncRun): string {
  const looked = `${count(run.repositories, "repository", "repositories")} and ${count(run.tags, "tag")} looked at`;
  if (run.state === "waiting")
    return run.note ? `${run.note} It is tried again by itself.` : "It begins in a moment.";
  if (run.state === "failed") return `${run.note ?? "It failed."} Nothing was removed.`;
  if (run.state === "running") return `${looked} so far.`;
  return [`${looked}: ${outcome(run)}.`, run.note ?? ""].join(" ").trim();
}

function outcome({ added, moved, missing, removed, unreadable }: SyncRun): string {
  const parts = [
    added > 0 && `${count(added, "tag")} brought in`,
    moved > 0 && `${count(moved, "tag")} moved`,
    removed > 0 && `${removed.toLocaleString("en-US")} removed here`,
    missing > 0 && `${missing.toLocaleString("en-US")} missing at the registry`,
    unreadable > 0 && `${unreadable.toLocaleString("en-US")} without a usable answer`,
  ].filter((part) => part !== false);
  return parts.length > 0 ? parts.join(", ") : "both agree";
}

/** What the log says when the registry stopped a run. At a first start the registry is often not up yet. */
export function setback(
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

/** What went wrong in Portus itself, and not at the registry: the last line of it, where the database says why. */
export function brokeDown(error: unknown): string {
  const [last = ""] = String(error).trim().split("\n").slice(-1);
  return `Portus could not go on with it: ${storableText(last.trim().slice(0, 300))} Its log says more.`;
}
