import {
  aboutsOf,
  addTo,
  type Gone,
  type Holders,
  holdersIn,
  inOrder,
  type Known,
  type Reasons,
} from "./manifest-graph.ts";
import type { Selection } from "./selection.ts";

export interface Untagged {
  tag: string;
  digest: string;
  /** What keeps the image: its other tags, or indexes that list it; a few of them, to be shown. */
  siblings: string[];
  indexes: string[];
}

export interface Contents {
  gone: Gone[];
  untagged: Untagged[];
  /** Indexes that would be broken; nothing is deleted then. */
  broken: string[];
}

const few = 12;

/** What a deletion takes with it, and what it leaves: nothing that stays loses a part of it. Its time grows as the links do. */
export function closureOf(all: readonly Known[], selection: Selection): Contents {
  const holders = holdersIn(all);
  const wanted = new Set("tags" in selection ? selection.tags : []);
  const gone = grow(all, { holders, wanted, gone: seeds(all, selection) });
  const staying = (digest: string) =>
    (holders.get(digest) ?? []).filter((holder) => !gone.has(holder));
  const broken = new Set([...gone.keys()].flatMap(staying));
  return {
    gone: inOrder(all, holders, gone),
    untagged: untaggedIn(all, { wanted, gone, staying }),
    broken: [...broken],
  };
}

/** What was chosen as it is, though indexes list it. */
function seeds(all: readonly Known[], selection: Selection): Reasons {
  const untagged = new Set("tags" in selection ? selection.untagged : []);
  const digest = "digest" in selection ? selection.digest : null;
  const chosen = all.filter(
    (it) => "whole" in selection || it.digest === digest || untagged.has(it.digest),
  );
  return new Map(chosen.map(({ digest }) => [digest, "chosen"]));
}

/** Adds what nothing that stays needs: the chosen ones, untagged parts, signatures and other papers. */
function grow(
  all: readonly Known[],
  { holders, wanted, gone }: { holders: Holders; wanted: Set<string>; gone: Reasons },
): Reasons {
  const waiting = new Map<string, Needs[]>(); // by what has to go before
  for (const one of all) {
    const needs = gone.has(one.digest) ? null : needsOf(one, holders, wanted);
    if (!needs) continue;
    for (const other of needs.before) addTo(waiting, other, needs);
    if (needs.before.size === 0) gone.set(one.digest, needs.as);
  }
  for (const digest of gone.keys()) // those that are added on the way too
    for (const needs of waiting.get(digest) ?? []) {
      needs.before.delete(digest);
      if (needs.before.size === 0) gone.set(needs.digest, needs.as);
    }
  return gone;
}

/** As what a manifest would go, and what must be gone before that; null: nothing takes it along. */
interface Needs {
  digest: string;
  as: Gone["as"];
  before: Set<string>;
}

function needsOf(one: Known, holders: Holders, wanted: Set<string>): Needs | null {
  const { digest, tags, referrerTags } = one;
  const held = holders.get(digest) ?? [];
  if (tags.length > 0 && tags.every((tag) => wanted.has(tag)))
    return { digest, as: "chosen", before: new Set(held) };
  if (tags.length === 0 && held.length > 0) return { digest, as: "part", before: new Set(held) };
  const abouts = tags.length === referrerTags.length ? aboutsOf(one) : [];
  const before = new Set([...held, ...abouts]);
  return abouts.length > 0 ? { digest, as: "paper", before } : null;
}

function untaggedIn(
  all: readonly Known[],
  {
    wanted,
    gone,
    staying,
  }: { wanted: Set<string>; gone: Reasons; staying: (digest: string) => string[] },
): Untagged[] {
  return all.flatMap(({ digest, tags }) => {
    const chosen = gone.has(digest) ? [] : tags.filter((tag) => wanted.has(tag));
    if (chosen.length === 0) return [];
    const siblings = tags.filter((tag) => !wanted.has(tag)).slice(0, few);
    const indexes = staying(digest).slice(0, few);
    return chosen.map((tag) => ({ tag, digest, siblings, indexes }));
  });
}
