/** Portus's words for when to compare with the registry, and for what may follow (docs/decisions/041-sync.md). */
export type Strategy = "initial" | "on-start" | "update" | "update-delete";

export interface Situation {
  enabled: boolean;
  strategy: Strategy;
  hasRepositories: boolean;
  last: { state: string; endedAt: Date | null } | null; // the last run
}

/** Whether a start of Portus begins a run. */
export function isDueAtStart({ enabled, strategy, hasRepositories, last }: Situation): boolean {
  if (!enabled) return false;
  if (strategy !== "initial") return true;
  return !hasRepositories || last?.state === "failed";
}

/** Whether the clock begins one: again and again by the update strategies; by the others until one came to its end. */
export function isDueByClock(situation: Situation, minutes: number, now = Date.now()): boolean {
  const { enabled, strategy, last } = situation;
  if (!enabled || (last && !last.endedAt)) return false; // one that is open goes on by itself
  const since = last?.endedAt ? now - last.endedAt.getTime() : Number.POSITIVE_INFINITY;
  if (last?.state === "failed") return since >= Math.min(minutes, 5) * 60_000;
  return strategy.startsWith("update") && since >= minutes * 60_000;
}

/** Whether what stayed away goes by itself; otherwise only an admin removes it. */
export function removesByItself({
  enabled,
  strategy,
}: Pick<Situation, "enabled" | "strategy">): boolean {
  return enabled && strategy === "update-delete";
}
