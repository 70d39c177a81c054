/** A manifest as the catalogue knows it. */
export interface Known {
  digest: string;
  tags: string[];
  /** Those of its tags that say which manifest it is about. */
  referrerTags: string[];
  children: string[];
  subject: string | null;
  mediaType: string;
  read: boolean;
}

export interface Gone {
  digest: string;
  tags: string[];
  /** Why it goes: it was chosen, it is part of an index that goes, or it is about an image that goes. */
  as: "chosen" | "part" | "paper";
  /** The others that must be gone before: an index never lacks what it lists. */
  after: string[];
}

export type Holders = Map<string, string[]>;
export type Reasons = Map<string, Gone["as"]>;

/** By what each manifest is listed. */
export function holdersIn(all: readonly Known[]): Holders {
  const holders: Holders = new Map();
  for (const { digest, children } of all)
    for (const child of children) addTo(holders, child, digest);
  return holders;
}

export function addTo<T>(lists: Map<string, T[]>, key: string, one: T): void {
  const list = lists.get(key);
  if (list) list.push(one);
  else lists.set(key, [one]);
}

/** What it is about: its subject, and the digest in a tag such as `sha256-….sig`. */
export function aboutsOf({ referrerTags, subject }: Known): string[] {
  const named = referrerTags.map((tag) => tag.replace(/\..*$/, "").replace("-", ":"));
  return subject ? [...named, subject] : named;
}

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
