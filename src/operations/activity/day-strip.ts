import type { HourOfCounts } from "../../catalogue/pulls/by-hour.ts";
import { charts } from "../../platform/http/pages/charts.ts";
import { plural } from "../../platform/plural.ts";

const height = 28;

/** Two rows of bars, pushes and pulls, each with a scale of its own: there are a hundred pulls to a push. Null: no bars. */
export function dayStrip(hours: readonly HourOfCounts[]) {
  if (hours.every(({ pushes, pulls }) => pushes + pulls === 0)) return null;
  const names = hours.map(({ hour }) => hour.toISOString().slice(11, 16));
  return (["pushes", "pulls"] as const).map((what) => {
    const values = hours.map((it) => it[what]);
    const one = what === "pushes" ? "push" : "pull";
    return {
      icon: one,
      name: what === "pushes" ? "Pushes" : "Pulls",
      sentence: plural(charts.sum(values), one, what),
      bars: charts.barsOf(values, height),
      hours: names,
    };
  });
}
