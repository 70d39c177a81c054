import type { Lane } from "./find.ts";
import type { Axis } from "./spans.ts";

const hour = 3_600_000;
const day = 24 * hour;
const steps = [1, 3, 6, 12].map((hours) => hours * hour);
const longSteps = [1, 2, 7, 14, 30, 91, 182, 365, 730, 1_825].map((days) => days * day);

export interface Tick {
  at: Date;
  /** In percent of the axis. */
  x: number;
  label: string;
}

/** From the oldest move that is shown, or some days ago, until now. */
export function axisOf(
  lanes: readonly Pick<Lane, "moves">[],
  now: Date,
  days: number | null,
): Axis {
  const oldest = Math.min(
    now.getTime() - hour,
    ...lanes.flatMap(({ moves }) => moves.map(({ at }) => at.getTime())),
  );
  const from = days === null ? oldest : now.getTime() - days * day;
  return { from: new Date(from), to: now };
}

const maxTicks = 5;

/** Round times (UTC) on an axis, at most five, so that their labels fit on a telephone. */
export function timeTicks({ from, to }: Axis): Tick[] {
  const span = to.getTime() - from.getTime();
  const step = [...steps, ...longSteps].find((it) => span / it <= maxTicks) ?? span;
  const first = Math.ceil(from.getTime() / step) * step;
  const count = Math.max(0, Math.floor((to.getTime() - first) / step) + 1);
  return Array.from({ length: Math.min(count, maxTicks) }, (_, n) => {
    const at = new Date(first + n * step);
    const x = Math.round((10_000 * (at.getTime() - from.getTime())) / span) / 100;
    return { at, x, label: labelOf(at, step) };
  });
}

const time = new Intl.DateTimeFormat("en-GB", { timeStyle: "short", timeZone: "UTC" });
const date = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const month = new Intl.DateTimeFormat("en-GB", {
  month: "short",
  year: "numeric",
  timeZone: "UTC",
});

function labelOf(at: Date, step: number): string {
  if (step < day) return at.getUTCHours() === 0 ? date.format(at) : time.format(at);
  return (step < 91 * day ? date : month).format(at);
}
