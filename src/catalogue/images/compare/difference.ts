import { differByPlatform, type Part, type PlatformDifference, sumOnce } from "./platforms.ts";

/** What is known of an image that another can be compared with. */
export interface Side {
  facts: Record<string, string>;
  env: readonly string[];
  labels: Record<string, string>;
  annotations: Record<string, string>;
  history: readonly string[];
  layers: readonly { digest: string; size: bigint | null; createdBy: string | null }[];
  platforms: readonly string[];
  /** The platforms with their layers, if it is an index. */
  parts?: readonly Part[];
  totalSize: bigint | null;
}

export interface Change {
  name: string;
  /** Null: it was not there. */
  before: string | null;
  /** Null: it is there no more. */
  after: string | null;
}

export interface LayerChange {
  digest: string;
  size: bigint | null;
  createdBy: string | null;
  change: "added" | "removed" | "shared";
}

export interface Difference {
  facts: Change[];
  env: Change[];
  labels: Change[];
  annotations: Change[];
  history: Change[];
  platforms: Change[];
  layers: LayerChange[];
  size: { before: bigint | null; after: bigint | null; shared: bigint | null };
  /** Platform by platform; empty unless one of the two is an index. */
  parts: PlatformDifference[];
}

/** What is another in the second image than in the first. */
export function differ(before: Side, after: Side): Difference {
  const layers = layerChanges(before.layers, after.layers);
  const shared = layers.filter(({ change }) => change === "shared");
  return {
    facts: changes(before.facts, after.facts),
    env: changes(named(before.env), named(after.env)),
    labels: changes(before.labels, after.labels),
    annotations: changes(before.annotations, after.annotations),
    history: lines(before.history, after.history),
    platforms: lines(before.platforms, after.platforms),
    layers,
    size: {
      before: before.totalSize,
      after: after.totalSize,
      shared: sumOnce(shared),
    },
    parts: differByPlatform(before.parts ?? [], after.parts ?? []),
  };
}

/** Whether there is anything to show. */
export function isSame({ layers, size: _, parts: __, ...rest }: Difference): boolean {
  const lists: readonly (readonly unknown[])[] = Object.values(rest);
  return lists.every(({ length }) => length === 0) && layers.every((it) => it.change === "shared");
}

function changes(before: Record<string, string>, after: Record<string, string>): Change[] {
  const [was, is] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  return [...new Set([...was.keys(), ...is.keys()])]
    .map((name) => ({ name, before: was.get(name) ?? null, after: is.get(name) ?? null }))
    .filter((change) => change.before !== change.after);
}

/** `NAME=value` lines by their names; of two with one name the last counts, as it does in a container. */
function named(env: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    env.map((line) => {
      const sign = line.indexOf("=");
      return sign < 0 ? [line, ""] : [line.slice(0, sign), line.slice(sign + 1)];
    }),
  );
}

/** Lines that only one of the two has, each as often as it has it more. */
function lines(before: readonly string[], after: readonly string[]): Change[] {
  const gone = less(before, after).map((name) => ({ name, before: name, after: null }));
  const come = less(after, before).map((name) => ({ name, before: null, after: name }));
  return [...gone, ...come];
}

function less(all: readonly string[], taken: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const line of taken) left.set(line, (left.get(line) ?? 0) + 1);
  return all.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}

function layerChanges(before: Side["layers"], after: Side["layers"]): LayerChange[] {
  const [was, is] = [before, after].map((all) => new Set(all.map(({ digest }) => digest)));
  const removed = before.filter(({ digest }) => !is?.has(digest));
  return [
    ...after.map((it) => ({ ...it, change: was?.has(it.digest) ? "shared" : "added" }) as const),
    ...removed.map((it) => ({ ...it, change: "removed" }) as const),
  ];
}
