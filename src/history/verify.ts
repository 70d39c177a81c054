import { type Activity, allowLongStatements, db, type Tx } from "../platform/db/client.ts";
import { errorMessage } from "../platform/error-fields.ts";
import { plural } from "../platform/plural.ts";
import type { AnchorSource } from "./anchor-file.ts";
import { brokenHead, findHead, headText, linkOf, noLink, same, sealPending } from "./chain.ts";
import { macOf } from "./record.ts";

export interface Verification {
  /** How many entries were checked. */
  entries: number;
  /** The head of the chain, to be stored elsewhere and passed as `since` later. */
  head: string;
  /** The problems found, one sentence each; only the first ones. */
  faults: string[];
  faultsCount: number;
}

type Report = (sentence: string) => void;

const batch = 1000;
const maxFaults = 20;

/**
 * Reads the whole audit log and verifies that no entry was altered, inserted, moved or deleted.
 * `since` is a head returned by an earlier check; the chain must still contain it, and every anchor. Anchors are to be
 * read before the call: later ones may be of entries that the check does not see.
 */
export async function verifyChain(
  since?: string,
  anchors: readonly AnchorSource[] = [],
): Promise<Verification> {
  const faults: string[] = [];
  let faultsCount = 0;
  const complain = (sentence: string) => {
    faultsCount += 1;
    if (faults.length < maxFaults) faults.push(sentence);
  };
  await sealEverything();

  const read = await db.$transaction((tx) => readAll(tx, { since, anchors, complain }), {
    isolationLevel: "RepeatableRead",
    timeout,
  });
  return { ...read, faults, faultsCount };
}

/** Nothing is sealed if the head is broken; the check of the head reports it later. */
async function sealEverything(): Promise<void> {
  try {
    while ((await sealPending()) > 0);
  } catch (error) {
    if (errorMessage(error) !== brokenHead) throw error;
  }
}

const timeout = 3_600_000; // ms

interface Asked {
  since: string | undefined;
  anchors: readonly AnchorSource[];
  complain: Report;
}

async function readAll(tx: Tx, { since, anchors, complain }: Asked) {
  await allowLongStatements(tx, timeout);
  let [entries, at] = [0, 0n];
  let link: Uint8Array = noLink;
  const unseen = new Set(anchors.flatMap((source) => source.anchors.map(({ head }) => head)));
  if (since !== undefined) unseen.add(since);
  unseen.delete(headText({ position: at, link }));
  for await (const entry of chained(tx)) {
    const position = entry.position ?? 0n;
    if (position > at + 1n) complain(missing(at + 1n, position - 1n));
    else if (!same(linkOf(link, { ...entry, position }), entry.link)) complain(moved(entry));
    if (!same(macOf(entry), entry.mac)) complain(altered(entry));
    [entries, at, link] = [entries + 1, position, entry.link ?? noLink];
    if (unseen.size > 0) unseen.delete(headText({ position, link }));
  }
  if (since !== undefined && unseen.has(since))
    complain(`The audit log does not contain ${since}: entries were deleted and rewritten.`);
  for (const source of anchors) complainOfLost(source, { unseen, end: at, complain });
  await checkEnd(tx, { position: at, link }, complain);
  await checkCopies(tx, complain);
  return {
    entries: entries + (await checkUnsealed(tx, complain)),
    head: headText({ position: at, link }),
  };
}

/** One sentence for all the anchors of a source that the chain does not contain. */
function complainOfLost(
  { name, anchors }: AnchorSource,
  { unseen, end, complain }: { unseen: ReadonlySet<string>; end: bigint; complain: Report },
): void {
  const lost = anchors.filter(({ head }) => unseen.has(head));
  const [first] = lost.toSorted((a, b) => Number(a.position - b.position));
  if (!first) return;
  const cause =
    first.position > end
      ? `The log ends at position ${end} now: its newest entries were deleted, or an older state of the database was restored.`
      : "Entries up to there were deleted and others written in their place, or it is the log of another database.";
  complain(
    `${name} has ${plural(lost.length, "anchor")} that the audit log does not contain; the first is position ${first.position}, recorded ${first.at}. ${cause}`,
  );
}

async function* chained(tx: Tx): AsyncGenerator<Activity> {
  for (let after = 0n; ; ) {
    const entries = await tx.activity.findMany({
      where: { position: { gt: after } },
      orderBy: { position: "asc" },
      take: batch,
    });
    yield* entries;
    const last = entries.at(-1)?.position;
    if (!last) return;
    after = last;
  }
}

/** The head is beyond the last entry if entries were deleted at the end, and before it if some were added. */
async function checkEnd(
  tx: Tx,
  last: { position: bigint; link: Uint8Array },
  complain: Report,
): Promise<void> {
  const head = await findHead(tx).catch((error: Error) => complain(error.message));
  if (head === undefined) return;
  if (head === null) {
    if (await tx.founding.findFirst()) complain(brokenHead);
  } else if (head.position > last.position) complain(missing(last.position + 1n, head.position));
  else if (head.position < last.position || !same(head.link, last.link))
    complain("The newest entries of the audit log were not written by Portus.");
}

/** Each MAC may occur only once. */
async function checkCopies(tx: Tx, complain: Report): Promise<void> {
  const copies = await tx.$queryRaw<{ first: bigint; rest: bigint[] }[]>`
    SELECT min(id) AS first, (array_agg(id ORDER BY id))[2:] AS rest
    FROM activities WHERE mac IS NOT NULL GROUP BY mac HAVING count(*) > 1 ORDER BY 1`;
  for (const { first, rest } of copies)
    for (const id of rest)
      complain(`Entry ${id} is a copy of entry ${first}: it was not written by Portus.`);
}

/** Entries written during the check have no position yet. */
async function checkUnsealed(tx: Tx, complain: Report): Promise<number> {
  const entries = await tx.activity.findMany({ where: { position: null }, take: batch });
  for (const entry of entries) if (!same(macOf(entry), entry.mac)) complain(altered(entry));
  return entries.length;
}

const entryName = ({ id, at, key, subject }: Activity) =>
  `Entry ${id} (${at.toISOString()}, ${key}, ${subject})`;

const altered = (entry: Activity) =>
  `${entryName(entry)} is not as Portus wrote it: it was altered, or inserted by someone else.`;

const moved = (entry: Activity) =>
  `${entryName(entry)} does not follow from the entry before it: entries were moved or replaced here.`;

const missing = (from: bigint, to: bigint) =>
  from === to
    ? `The entry at position ${from} of the chain is missing: it was deleted.`
    : `The entries at positions ${from} to ${to} of the chain are missing: they were deleted.`;
