import { isReferrerTag } from "../repositories/referrers.ts";
import type { Selection } from "./choice.ts";

/** A manifest as the catalogue knows it. */
export interface Known {
  digest: string;
  tags: string[];
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

export interface Untagged {
  tag: string;
  digest: string;
  /** What keeps the image: its other tags, or indexes that list it. */
  siblings: string[];
  indexes: string[];
}

export interface Contents {
  gone: Gone[];
  untagged: Untagged[];
  /** Indexes that would be broken; nothing is deleted then. */
  broken: string[];
}

/** What a deletion takes with it, and what it leaves: nothing that stays loses a part of it. */
export function closureOf(all: readonly Known[], selection: Selection): Contents {
  const holders = holdersIn(all);
  const chosen = chosenOf(all, selection);
  const staying = (digest: string, gone: Reasons) =>
    (holders.get(digest) ?? []).filter((holder) => !gone.has(holder));

  const gone = grow(all, holders, seeds(all, selection, holders));
  const untagged = chosen
    .filter(({ digest }) => !gone.has(digest))
    .map(({ tag, digest, tags }) => ({
      ...{ tag, digest, indexes: staying(digest, gone) },
      siblings: tags.filter((other) => !chosen.some((it) => it.tag === other)),
    }));
  const broken = [...gone].flatMap(([digest]) => staying(digest, gone));
  return { gone: inOrder(all, holders, gone), untagged, broken: [...new Set(broken)] };
}

type Holders = Map<string, string[]>;
type Reasons = Map<string, Gone["as"]>;

/** By what each manifest is listed. */
function holdersIn(all: readonly Known[]): Holders {
  const holders: Holders = new Map();
  for (const { digest, children } of all)
    for (const child of children) holders.set(child, [...(holders.get(child) ?? []), digest]);
  return holders;
}

function chosenOf(all: readonly Known[], selection: Selection) {
  if (!("tags" in selection)) return [];
  const wanted = new Set(selection.tags);
  return all.flatMap(({ digest, tags }) =>
    tags.filter((tag) => wanted.has(tag)).map((tag) => ({ tag, digest, tags })),
  );
}

/** A manifest whose every tag is chosen goes itself, unless an index that stays lists it. */
function seeds(all: readonly Known[], selection: Selection, holders: Holders): Reasons {
  if ("whole" in selection) return new Map(all.map(({ digest }) => [digest, "chosen"]));
  if ("digest" in selection)
    return new Map(
      all.filter((it) => it.digest === selection.digest).map((it) => [it.digest, "chosen"]),
    );

  const wanted = new Set(selection.tags);
  const bare = all.filter(({ tags }) => tags.length > 0 && tags.every((tag) => wanted.has(tag)));
  const found: Reasons = new Map(bare.map(({ digest }) => [digest, "chosen"]));
  for (let lost = true; lost; ) {
    const held = [...found.keys()].filter((it) =>
      (holders.get(it) ?? []).some((holder) => !found.has(holder)),
    );
    for (const digest of held) found.delete(digest);
    lost = held.length > 0;
  }
  return found;
}

/** Adds what only serves what goes: untagged parts that nothing else lists, signatures and other papers. */
function grow(all: readonly Known[], holders: Holders, gone: Reasons): Reasons {
  for (let grown = true; grown; ) {
    const before = gone.size;
    for (const one of all) {
      const as = gone.has(one.digest) ? null : reason(one, holders, gone);
      if (as) gone.set(one.digest, as);
    }
    grown = gone.size > before;
  }
  return gone;
}

function reason({ digest, tags, subject }: Known, holders: Holders, gone: Reasons) {
  const held = holders.get(digest) ?? [];
  if (held.some((holder) => !gone.has(holder))) return null;
  if (tags.length === 0 && held.length > 0) return "part";
  if (!tags.every(isReferrerTag)) return null;
  const abouts = [...tags.map(aboutOf), ...(subject ? [subject] : [])];
  return abouts.length > 0 && abouts.every((it) => gone.has(it)) ? "paper" : null;
}

/** The digest that a tag such as `sha256-….sig` is about. */
const aboutOf = (tag: string) => tag.replace(/\..*$/, "").replace("-", ":");

/** Indexes before their parts and images before their papers, so that a failure leaves nothing broken. */
function inOrder(all: readonly Known[], holders: Holders, reasons: Reasons): Gone[] {
  const known = new Map(all.map((it) => [it.digest, it]));
  const placed = new Map<string, Gone>();
  const place = (digest: string, path: readonly string[]): void => {
    const as = reasons.get(digest);
    const it = known.get(digest);
    if (!as || !it || placed.has(digest) || path.includes(digest)) return;
    const abouts = [...it.tags.filter(isReferrerTag).map(aboutOf), it.subject ?? ""];
    const after = [...(holders.get(digest) ?? []), ...abouts].filter((other) => reasons.has(other));
    for (const other of after) place(other, [...path, digest]);
    placed.set(digest, { digest, tags: it.tags, as, after });
  };
  for (const digest of reasons.keys()) place(digest, []);
  return [...placed.values()];
}
