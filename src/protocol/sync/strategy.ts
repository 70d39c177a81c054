/** When to sync, and whether that may remove anything (docs/decisions/041-sync.md). */
export type Strategy = "initial" | "on-start" | "update" | "update-delete";

export interface Situation {
  enabled: boolean;
  strategy: Strategy;
  hasRepositories: boolean;
  last: { state: string; endedAt: Date | null } | null; // the last run
}

/** Whether a sync runs at the start of Portus. */
export function isDueAtStart({ enabled, strategy, hasRepositories, last }: Situation): boolean {
  if (!enabled) return false;
  if (strategy !== "initial") return true;
  return !hasRepositories || last?.state === "failed";
}

/** Whether a scheduled sync is due. The update strategies repeat it; the others only retry until one has finished. */
export function isDueByClock(situation: Situation, minutes: number, now = Date.now()): boolean {
  const { enabled, strategy, last } = situation;
  if (!enabled || (last && !last.endedAt)) return false; // an open run continues by itself
  const since = last?.endedAt ? now - last.endedAt.getTime() : Number.POSITIVE_INFINITY;
  if (last?.state === "failed") return since >= Math.min(minutes, 5) * 60_000;
  return strategy.startsWith("update") && since >= minutes * 60_000;
}

/** Whether a sync removes what stays missing; otherwise only an admin does. */
export function removesAutomatically({
  enabled,
  strategy,
}: Pick<Situation, "enabled" | "strategy">): boolean {
  return enabled && strategy === "update-delete";
}
