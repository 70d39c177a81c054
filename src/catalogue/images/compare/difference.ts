import { comparePlatforms, type PlatformChange, type PlatformImage, sumOnce } from "./platforms.ts";

export interface DifferenceSide {
  facts: Record<string, string>;
  env: readonly string[];
  labels: Record<string, string>;
  annotations: Record<string, string>;
  history: readonly string[];
  layers: readonly { digest: string; size: bigint | null; createdBy: string | null }[];
  platforms: readonly string[];
  platformImages?: readonly PlatformImage[];
  totalSize: bigint | null;
}

export interface ValueChange {
  name: string;
  /** Null: added. */
  before: string | null;
  /** Null: removed. */
  after: string | null;
}

export interface LayerChange {
  digest: string;
  size: bigint | null;
  createdBy: string | null;
  change: "added" | "removed" | "shared";
}

export interface Difference {
  facts: ValueChange[];
  env: ValueChange[];
  labels: ValueChange[];
  annotations: ValueChange[];
  history: ValueChange[];
  platforms: ValueChange[];
  layers: LayerChange[];
  size: { before: bigint | null; after: bigint | null; shared: bigint | null };
  platformChanges: PlatformChange[];
}

export function compareImages(before: DifferenceSide, after: DifferenceSide): Difference {
  const layers = layerChanges(before.layers, after.layers);
  const shared = layers.filter(({ change }) => change === "shared");
  return {
    facts: compareValues(before.facts, after.facts),
    env: compareValues(byName(before.env), byName(after.env)),
    labels: compareValues(before.labels, after.labels),
    annotations: compareValues(before.annotations, after.annotations),
    history: compareLines(before.history, after.history),
    platforms: compareLines(before.platforms, after.platforms),
    layers,
    size: {
      before: before.totalSize,
      after: after.totalSize,
      shared: sumOnce(shared),
    },
    platformChanges: comparePlatforms(before.platformImages ?? [], after.platformImages ?? []),
  };
}

/** Whether the images have the same layers, configuration, labels and annotations, on the platform that is compared. */
export function isSameImage(difference: Difference): boolean {
  const { facts, env, labels, annotations, history, layers } = difference;
  const lists = [facts, env, labels, annotations, history];
  return lists.every((list) => list.length === 0) && layers.every((it) => it.change === "shared");
}

function compareValues(
  before: Record<string, string>,
  after: Record<string, string>,
): ValueChange[] {
  const [was, is] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  return [...new Set([...was.keys(), ...is.keys()])]
    .map((name) => ({ name, before: was.get(name) ?? null, after: is.get(name) ?? null }))
    .filter((change) => change.before !== change.after);
}

/** `NAME=value` lines by name. If a name occurs several times, its last value counts, as in a container. */
function byName(env: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    env.map((line) => {
      const sign = line.indexOf("=");
      return sign < 0 ? [line, ""] : [line.slice(0, sign), line.slice(sign + 1)];
    }),
  );
}

/** Lines that one side has more often than the other, once for each surplus. */
function compareLines(before: readonly string[], after: readonly string[]): ValueChange[] {
  const removed = without(before, after).map((name) => ({ name, before: name, after: null }));
  const added = without(after, before).map((name) => ({ name, before: null, after: name }));
  return [...removed, ...added];
}

function without(all: readonly string[], taken: readonly string[]): string[] {
  const remaining = new Map<string, number>();
  for (const line of taken) remaining.set(line, (remaining.get(line) ?? 0) + 1);
  return all.filter((line) => {
    const count = remaining.get(line) ?? 0;
    if (count > 0) remaining.set(line, count - 1);
    return count === 0;
  });
}

function layerChanges(
  before: DifferenceSide["layers"],
  after: DifferenceSide["layers"],
): LayerChange[] {
  const [was, is] = [before, after].map((all) => new Set(all.map(({ digest }) => digest)));
  const removed = before.filter(({ digest }) => !is?.has(digest));
  return [
    ...after.map((it) => ({ ...it, change: was?.has(it.digest) ? "shared" : "added" }) as const),
    ...removed.map((it) => ({ ...it, change: "removed" }) as const),
  ];
}
