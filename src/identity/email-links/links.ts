import { db, type LinkPurpose, type Tx } from "../../platform/db/client.ts";
import { NotFound } from "../../platform/errors.ts";
import type { Job } from "../../platform/jobs/schedule.ts";
import { cancelEmails } from "../../platform/mail/outbox.ts";
import { digestOf, isWellFormed, makeSecret, prefixes } from "../actor/secrets.ts";

export const jobs: Job[] = [{ name: "prune-links", cron: "27 * * * *", run: pruneLinks }];

// Links sent by e-mail. The database stores only the hash of a link's secret.

const secretLength = 43; // characters, 256 bits
const hour = 60 * 60 * 1000;

/** The kinds of links, and how long each is valid, in ms and in words. An invitation sets a first password. */
const kinds = {
  password: { purpose: "password", lifetime: 6 * hour, inWords: "six hours" },
  invitation: { purpose: "password", lifetime: 7 * 24 * hour, inWords: "seven days" },
  confirmation: { purpose: "confirmation", lifetime: 7 * 24 * hour, inWords: "seven days" },
  address: { purpose: "address", lifetime: 7 * 24 * hour, inWords: "seven days" },
} as const;

type LinkKind = keyof typeof kinds;

export const lifetimeInWords = (kind: LinkKind): string => kinds[kind].inWords;

export interface Link {
  id: number;
  secret: string;
  expiresAt: Date;
}

/** A link that was used, has expired or was replaced (404). */
export class InvalidLink extends NotFound {
  override message =
    "This link was used, has expired, or was replaced by a newer one. Request a new one.";
}

/** Creates a link. It replaces an older link for the same purpose and that link's pending e-mail. */
export async function makeLink(
  tx: Tx,
  userId: number,
  kind: LinkKind,
  address: string | null = null,
): Promise<Link> {
  const { purpose, lifetime } = kinds[kind];
  const secret = makeSecret(prefixes.link, secretLength);
  const expiresAt = new Date(Date.now() + lifetime);
  const fresh = { hash: digestOf(secret), address, createdAt: new Date(), expiresAt };
  const { id } = await tx.emailedLink.upsert({
    where: { userId_purpose: { userId, purpose } },
    create: { userId, purpose, ...fresh },
    update: fresh,
  });
  await cancelEmails(tx, id);
  return { id, secret, expiresAt };
}

interface ValidLink {
  link: string; // its secret
  address: string | null;
  user: { id: number; username: string };
}

/** Finds a link that is still valid. This does not use it up, since mail scanners open links too. */
export async function findLink(link: string, purpose: LinkPurpose): Promise<ValidLink> {
  if (!isWellFormed(link, prefixes.link)) throw new InvalidLink();
  const found = await db.emailedLink.findFirst({
    where: { hash: digestOf(link), purpose, expiresAt: { gt: new Date() } },
    select: { address: true, user: { select: { id: true, username: true } } },
  });
  if (!found) throw new InvalidLink();
  return { link, ...found };
}

/** What a used link was for. */
interface Redeemed {
  userId: number;
  address: string | null;
}

/**
 * Uses a link up and returns its user. Of two concurrent uses, one fails. It locks the account before its link, in the
 * same order as everything that disables, changes or deletes an account.
 */
export async function redeemLink(tx: Tx, secret: string, purpose: LinkPurpose): Promise<Redeemed> {
  const hash = isWellFormed(secret, prefixes.link) ? digestOf(secret) : Buffer.alloc(0);
  await tx.$queryRaw`
    SELECT id FROM users WHERE id = (SELECT user_id FROM emailed_links WHERE hash = ${hash}) FOR UPDATE`;
  const taken = await tx.$queryRaw<Redeemed[]>`
    DELETE FROM emailed_links
    WHERE hash = ${hash} AND purpose::text = ${purpose} AND expires_at > now() 
    RETURNING user_id AS "userId", address`;
  if (!taken[0]) throw new InvalidLink();
  return taken[0];
}

/** Deletes all links of a person, in the transaction of the change that invalidates them. Returns how many there were. */
export async function deleteLinks(tx: Tx, userId: number): Promise<number> {
  const { count } = await tx.emailedLink.deleteMany({ where: { userId } });
  return count;
}

/** Deletes a person's link for one purpose, with its pending e-mail. */
export async function deleteLink(tx: Tx, userId: number, purpose: LinkPurpose): Promise<void> {
  await tx.emailedLink.deleteMany({ where: { userId, purpose } });
}

/** Deletes expired links, except those that mark an account as waiting for confirmation. */
export async function pruneLinks(): Promise<number> {
  const where = { purpose: { not: "confirmation" }, expiresAt: { lt: new Date() } } as const;
  const { count } = await db.emailedLink.deleteMany({ where });
  return count;
}
