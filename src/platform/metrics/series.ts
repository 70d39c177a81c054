import type { Labels } from "./exposition.ts";

/** What a label may be: one of a few values, or any text. */
export type Values = readonly string[] | "any";

export interface Definition<Label extends string> {
  name: string;
  help: string;
  labels: Record<Label, Values>;
}

const maxSeries = 200; // of a metric: each costs memory here and in Prometheus
const other = "other";

/**
 * The states of a metric, one for each set of labels. Values that are not listed, and all texts beyond the limit, count as
 * "other". Listed values exist from the start: Prometheus can't see an increase from nothing.
 */
export function seriesOf<Label extends string, State>(
  { labels: allowed }: Definition<Label>,
  start: () => State,
) {
  const names = Object.keys(allowed) as Label[]; // the keys of this record
  const known = new Map<string, { labels: Labels; state: State }>();

  function create(values: readonly string[]): State {
    const labels = Object.fromEntries(names.map((name, at) => [name, values[at] ?? ""]));
    const state = start();
    known.set(values.join("\0"), { labels, state });
    return state;
  }

  function find(labels: Record<Label, string>): State {
    const values = names.map((name) => boundedValue(allowed[name], labels[name]));
    const found = known.get(values.join("\0"));
    if (found) return found.state;
    if (known.size < maxSeries) return create(values);
    const rest = names.map((name, at) => (allowed[name] === "any" ? other : (values[at] ?? "")));
    return known.get(rest.join("\0"))?.state ?? create(rest);
  }

  if (names.every((name) => allowed[name] !== "any"))
    for (const values of combinations(names.map((name) => [...allowed[name]]))) create(values);
  return { names, find, all: () => [...known.values()] };
}

const boundedValue = (allowed: Values, given: string) =>
  allowed === "any" || allowed.includes(given) ? given : other;

function combinations(lists: readonly (readonly string[])[]): string[][] {
  return lists.reduce<string[][]>(
    (sofar, list) => sofar.flatMap((values) => list.map((value) => [...values, value])),
    [[]],
  );
}
