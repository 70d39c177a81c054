import { timingSafeEqual } from "node:crypto";
import { type ActivityHead, db, preferIndexes, type Tx } from "../platform/db/client.ts";
import { locks, tryLock } from "../platform/db/locks.ts";
import { keyedMac } from "./record.ts";

const batch = 1000;

/** Nothing more is chained to such a head, so that the manipulation stays visible. */
export const brokenHead =
  "The head of the audit chain is not as Portus wrote it: it was altered, deleted, or written under another PORTUS_SECRET.";

/**
 * Adds the entries committed since the last call to the chain and returns how many there were.
 * One replica at a time does this, after the commit, so writers wait neither for it nor for each other.
 */
export async function sealPending(): Promise<number> {
  return db.$transaction(async (tx) => {
    if (!(await tryLock(tx, locks.activities))) return 0;
    await preferIndexes(tx);
    const rows = await tx.$queryRaw<{ id: bigint; mac: Uint8Array | null }[]>`
      SELECT id, mac FROM activities WHERE position IS NULL ORDER BY id LIMIT ${batch}`;
    if (rows.length > 0) await append(tx, rows);
    return rows.length;
  });
}

/** The head of the chain; null before the first entry. Throws if it was not written by Portus. */
export async function findHead(tx: Tx): Promise<ActivityHead | null> {
  const head = await tx.activityHead.findUnique({ where: { id: 1 } });
  if (head && !same(headMac(head), head.mac)) throw new Error(brokenHead);
  if (!head && (await tx.activity.findFirst({ where: { position: { not: null } } })))
    throw new Error(brokenHead);
  return head;
}

export interface Link {
  position: bigint;
  id: bigint;
  mac: Uint8Array | null;
}

/** The link of an entry: it covers its position and everything before it. */
export function linkOf(before: Uint8Array, { position, id, mac }: Link): Buffer {
  return keyedMac("link", before, `${position}:${id}:`, mac ?? "");
}

export const noLink = Buffer.alloc(32);

/** A head as text, such as `64:ubd0…`: the form in which it is stored outside the database. */
export function headText({ position, link }: { position: bigint; link: Uint8Array }): string {
  return `${position}:${Buffer.from(link).toString("base64url")}`;
}

export function same(a: Uint8Array, b: Uint8Array | null): boolean {
  return b !== null && a.length === b.length && timingSafeEqual(a, b);
}

async function append(tx: Tx, rows: { id: bigint; mac: Uint8Array | null }[]): Promise<void> {
  const head = await findHead(tx);
  const start = head?.position ?? 0n;
  let position = start;
  let link: Uint8Array = head?.link ?? noLink;
  const links: string[] = [];
  for (const { id, mac } of rows) {
    position += 1n;
    link = linkOf(link, { position, id, mac });
    links.push(Buffer.from(link).toString("hex"));
  }
  const ids = rows.map(({ id }) => id);
  await tx.$executeRaw`
    UPDATE activities SET position = ${start}::bigint + sealed.nth, link = decode(sealed.link, 'hex')
    FROM unnest(${ids}::bigint[], ${links}::text[]) WITH ORDINALITY AS sealed (id, link, nth)
    WHERE activities.id = sealed.id`;
  await writeHead(tx, { position, link });
}

/** Ends the chain at an entry. */
export async function writeHead(
  tx: Tx,
  { position, link }: { position: bigint; link: Uint8Array },
): Promise<void> {
  const end = { position, link: Buffer.from(link), sealedAt: new Date() };
  const written = { ...end, mac: headMac(end) };
  await tx.activityHead.upsert({ where: { id: 1 }, create: written, update: written });
}

function headMac({ position, link }: Pick<ActivityHead, "position" | "link">): Buffer<ArrayBuffer> {
  return keyedMac("head", `${position}:`, link);
}
