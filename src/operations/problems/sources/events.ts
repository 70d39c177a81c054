import { config } from "../../../platform/config/config.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { plural } from "../../../platform/plural.ts";
import { eventsToHandle } from "../../../protocol/events/events.ts";
import { eventFlows, type FlowState } from "../../../protocol/sync/gaps/flows.ts";
import { type Problem, problem } from "../problem.ts";

const maxLagSeconds = 60;

/** Events that failed, and events that wait too long. */
export async function eventProblems(): Promise<Problem[]> {
  const { failed, failedSince, pending, lagSeconds } = await eventsToHandle();
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

/** Registries that answer, but whose events do not arrive. */
export async function missingEventProblems(): Promise<Problem[]> {
  return (await eventFlows()).filter(({ missingSince }) => missingSince !== null).map(missing);
}

function missing({ hostname, name, lastAt, missingSince, grants }: FlowState): Problem {
  const since = lastAt ? `since ${timeOf(lastAt)}` : "ever";
  const although =
    grants > 0
      ? `although ${plural(grants, "push or deletion was", "pushes or deletions were")} granted`
      : `although Portus asked it for a manifest, which it should report`;
  return problem({
    kind: "events_missing",
    severity: "bad",
    sentence: `No event has arrived from ${hostname} ${since}, ${although}.`,
    since: missingSince,
    cure: `${cure} This prints the section notifications that it needs:`,
    lines: `bin/portus registry-config${hostname === config.registry.host ? "" : ` --name ${name}`}`,
  });
}

const cure =
  `Check that the registry reaches ${config.url}${paths.registryEvents()} and sends the right secret; its log says what fails. ` +
  "Then restart it. Until then, Portus syncs the repositories in which something was granted.";

const timeOf = (date: Date) => `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
