import type { Family, Sample } from "./exposition.ts";
import { type Definition, seriesOf } from "./series.ts";

const sources = new Map<string, () => Family>();

/** All metrics of this process. */
export const processFamilies = (): Family[] => [...sources.values()].map((read) => read());

/** A count that only rises while the process runs. */
export function counter<Label extends string = never>(definition: Definition<Label>) {
  const series = seriesOf(definition, () => ({ value: 0 }));
  publish("counter", definition, () =>
    series.all().map(({ labels, state }) => ({ labels, value: state.value })),
  );
  return {
    add(labels: Record<Label, string>, by = 1): void {
      series.find(labels).value += by;
    },
  };
}

interface Observed {
  counts: number[]; // of each bucket alone
  sum: number;
}

/** Counts observations by size. `buckets` are upper bounds, rising. */
export function histogram<Label extends string = never>(
  definition: Definition<Label> & { buckets: readonly number[] },
) {
  const bounds = [...definition.buckets, Number.POSITIVE_INFINITY];
  const start = (): Observed => ({ counts: bounds.map(() => 0), sum: 0 });
  const series = seriesOf(definition, start);
  publish("histogram", definition, () =>
    series.all().flatMap(({ labels, state }) => {
      let count = 0;
      const buckets = bounds.map((bound, at): Sample => {
        count += state.counts[at] ?? 0;
        const le = bound === Number.POSITIVE_INFINITY ? "+Inf" : String(bound);
        return { suffix: "_bucket", labels: { ...labels, le }, value: count };
      });
      return [
        ...buckets,
        { suffix: "_sum", labels, value: state.sum },
        { suffix: "_count", labels, value: count },
      ];
    }),
  );
  return {
    observe(labels: Record<Label, string>, value: number): void {
      const state = series.find(labels);
      const at = bounds.findIndex((bound) => value <= bound);
      state.counts[at] = (state.counts[at] ?? 0) + 1;
      state.sum += value;
    },
  };
}

interface Read {
  name: string;
  help: string;
  type?: "gauge" | "counter"; // a gauge unless it says otherwise
  labelNames?: readonly string[];
}

/** A metric whose samples are read when they are asked for. */
export function measured(
  { type = "gauge", labelNames = [], ...named }: Read,
  read: () => number | readonly Sample[],
): void {
  sources.set(named.name, () => {
    const value = read();
    const samples = typeof value === "number" ? [{ labels: {}, value }] : value;
    return { ...named, type, labelNames, samples };
  });
}

function publish<Label extends string>(
  type: Family["type"],
  { name, help, labels }: Definition<Label>,
  samples: () => Sample[],
): void {
  const labelNames = Object.keys(labels);
  sources.set(name, () => ({ name, type, help, labelNames, samples: samples() }));
}
