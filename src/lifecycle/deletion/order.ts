import { aboutsOf, type Gone, type Holders, type Known, type Reasons } from "./manifest-graph.ts";

/** Indexes before their parts and images before their papers, so that a failure leaves nothing broken. */
export function inOrder(all: readonly Known[], holders: Holders, reasons: Reasons): Gone[] {
  const placed = new Map<string, Gone>();
  const begun = new Set<string>(); // what is about itself, in however many steps, ends no search
  const going = new Map(
    all.filter(({ digest }) => reasons.has(digest)).map((it) => [it.digest, it]),
  );
  const place = (first: string): void => {
    const path = [first];
    for (let digest = path.at(-1); digest; digest = path.at(-1)) {
      const it = going.get(digest);
      const as = reasons.get(digest);
      if (!it || !as || placed.has(digest)) {
        path.pop();
        continue;
      }
      const after = [...(holders.get(digest) ?? []), ...aboutsOf(it)].filter((one) =>
        going.has(one),
      );
      const before = begun.has(digest) ? [] : after.filter((one) => !begun.has(one));
      begun.add(digest);
      if (before.length === 0) placed.set(digest, { digest, tags: it.tags, as, after });
      for (const one of before.toReversed()) path.push(one);
    }
  };
  for (const digest of reasons.keys()) place(digest);
  return [...placed.values()];
}
