import { paths } from "../../../platform/paths/paths.ts";
import { plural } from "../../../platform/plural.ts";
import { eventsOverview } from "../../../protocol/events/events.ts";
import { type Problem, problem } from "../problem.ts";

const maxLagSeconds = 60;

/** Events that failed, and events that wait too long. */
export async function eventProblems(): Promise<Problem[]> {
  const { failed, failedSince, pending, lagSeconds } = await eventsOverview();
  const found: Problem[] = [];
  if (failed > 0)
    found.push(
      problem({
        kind: "events_failed",
        severity: "bad",
        sentence: `${plural(failed, "event")} could not be applied.`,
        since: failedSince,
        cure: "Each has its reason; retry or dismiss it.",
        action: { text: "See failed events", href: paths.failedEvents() },
      }),
    );
  if (lagSeconds > maxLagSeconds)
    found.push(
      problem({
        kind: "events_waiting",
        severity: "warn",
        sentence: `${plural(pending, "event is", "events are")} waiting to be applied.`,
        since: new Date(Date.now() - lagSeconds * 1000),
        cure: "They are applied in order. If the number does not fall, check the log.",
      }),
    );
  return found;
}
