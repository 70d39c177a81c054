import {
  comparePlatforms,
  type PlatformDifference,
  type PlatformImage,
  sumOnce,
} from "./platforms.ts";

/** The parts of an image that are compared. */
export interface DifferenceSide {
  facts: Record<string, string>;
  env: readonly string[];
  labels: Record<string, string>;
  annotations: Record<string, string>;
  history: readonly string[];
  layers: readonly { digest: string; size: bigint | null; createdBy: string | null }[];
  platforms: readonly string[];
  /** The platforms with their layers, if it is an index. */
  parts?: readonly PlatformImage[];
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
  /** By platform. */
  parts: PlatformDifference[];
}

export function compareImages(before: DifferenceSide, after: DifferenceSide): Difference {
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
    parts: comparePlatforms(before.parts ?? [], after.parts ?? []),
  };
}

/** Whether the images have the same layers, configuration, labels and annotations. */
export function isSame({ layers, size: _, parts: __, ...rest }: Difference): boolean {
  const lists: readonly (readonly unknown[])[] = Object.values(rest);
  return lists.every(({ length }) => length === 0) && layers.every((it) => it.change === "shared");
}

function changes(before: Record<string, string>, after: Record<string, string>): ValueChange[] {
  const [was, is] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  return [...new Set([...was.keys(), ...is.keys()])]
    .map((name) => ({ name, before: was.get(name) ?? null, after: is.get(name) ?? null }))
    .filter((change) => change.before !== change.after);
}

/** `NAME=value` lines by name. The last of several wins, as in a container. */
function named(env: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    env.map((line) => {
      const sign = line.indexOf("=");
      return sign < 0 ? [line, ""] : [line.slice(0, sign), line.slice(sign + 1)];
    }),
  );
}

/** Lines that one side has more often than the other, once for each surplus. */
function lines(before: readonly string[], after: readonly string[]): ValueChange[] {
  const removed = without(before, after).map((name) => ({ name, before: name, after: null }));
  const added = without(after, before).map((name) => ({ name, before: null, after: name }));
  return [...removed, ...added];
}

function without(all: readonly string[], taken: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const line of taken) left.set(line, (left.get(line) ?? 0) + 1);
  return all.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
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
