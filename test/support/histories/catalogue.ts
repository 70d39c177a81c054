import type { Model } from "./model.ts";

/** What the model has in the end. When a tag was last applied is left out: no page shows it. */
export function catalogueOfModel(model: Model) {
  return sorted(
    [...model.repositories].map(([name, { requests: _, ...it }]) => ({
      name,
      ...it,
      tags: it.tags.map(({ appliedAt: _, ...tag }) => tag),
      moves: it.moves.map((move) => ({ ...move, cause: null })),
    })),
  );
}

/** Rows have no order. */
export function sorted<
  T extends { name: string; tags: object[]; manifests: object[]; moves: object[] },
>(list: readonly T[]) {
  const order = <R extends object>(rows: readonly R[]) =>
    rows.toSorted((one, two) => (JSON.stringify(one) < JSON.stringify(two) ? -1 : 1));
  return order(list).map((it) => ({
    ...it,
    tags: order(it.tags),
    manifests: order(it.manifests),
    moves: order(it.moves),
  }));
}
