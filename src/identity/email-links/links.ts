import { db, type LinkPurpose, type Tx } from "../../platform/db/client.ts";
import { NotFound } from "../../platform/errors.ts";
import { digestOf, isWellFormed, makeSecret, prefixes } from "../actor/secrets.ts";

// What an e-mail's link stands for. Its secret is in the e-mail alone; here is its hash.

const length = 43; // characters, 256 bits
const hour = 60 * 60 * 1000;

/** How long a link is good: to set a forgotten password, to set a first one, to prove an address. */
export const lifetimes = {
  reset: 6 * hour,
  invitation: 7 * 24 * hour,
  confirmation: 7 * 24 * hour,
};

interface Draft {
  userId: number;
  purpose: LinkPurpose;
  lifetime: number; // ms
}

/** Makes a link's secret. One of the same purpose that was made before is good no more. */
export async function makeLink(tx: Tx, { userId, purpose, lifetime }: Draft): Promise<string> {
  const secret = makeSecret(prefixes.link, length);
  const fresh = {
    hash: digestOf(secret),
    createdAt: new Date(),
    expiresAt: new Date(Date.now() + lifetime),
  };
  await tx.emailedLink.upsert({
    where: { userId_purpose: { userId, purpose } },
    create: { userId, purpose, ...fresh },
    update: fresh,
  });
  return secret;
}

/** Whether a link is still good: looking uses nothing up, since mail scanners look as well. */
export async function isValidLink(secret: string, purpose: LinkPurpose): Promise<boolean> {
  if (!isWellFormed(secret, prefixes.link)) return false;
  const where = { hash: digestOf(secret), purpose, expiresAt: { gt: new Date() } };
  return (await db.emailedLink.count({ where })) === 1;
}

/** Uses a link up, and returns whose it was. Of two who use it in the same moment one finds it gone. */
export async function redeemLink(tx: Tx, secret: string, purpose: LinkPurpose): Promise<number> {
  const hash = isWellFormed(secret, prefixes.link) ? digestOf(secret) : Buffer.alloc(0);
  const taken = await tx.$queryRaw<{ user_id: number }[]>`
    DELETE FROM emailed_links
    WHERE hash = ${hash} AND purpose::text = ${purpose} AND expires_at > now() RETURNING user_id`;
  if (!taken[0])
    throw new NotFound("link any more: it was used, it ran out, or there is a newer one");
  return taken[0].user_id;
}

/** Makes all links of a person worthless, in the transaction of what makes them unwanted. */
export async function deleteLinks(tx: Tx, userId: number): Promise<void> {
  await tx.emailedLink.deleteMany({ where: { userId } });
}

/** Forgets the links that have run out, but for those that say that an account still waits for its address to be confirmed. */
export async function pruneLinks(): Promise<number> {
  const where = { purpose: "password", expiresAt: { lt: new Date() } } as const;
  const { count } = await db.emailedLink.deleteMany({ where });
  return count;
}
