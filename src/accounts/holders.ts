import { db } from "../db/client.ts";
import { type Actor, actorFields } from "./current.ts";
import { limitOf } from "./limits.ts";
import { digestOf, isWellFormed, prefixes } from "./secrets.ts";

export interface TokenHolder {
  id: number;
  expiresAt: Date | null;
  addresses: readonly string[];
  actor: Actor;
}

/** Whose application token a secret is, if it is theirs, still good, and they are not disabled. */
export async function findTokenHolder(
  username: string,
  secret: string,
): Promise<TokenHolder | null> {
  if (!isWellFormed(secret, prefixes.applicationToken)) return null;
  const token = await db.applicationToken.findUnique({
    where: { hash: digestOf(secret) },
    select: {
      id: true,
      expiresAt: true,
      patterns: true,
      actions: true,
      addresses: true,
      user: { select: { ...actorFields, disabledAt: true } },
    },
  });
  if (!token || token.user.username !== username || token.user.disabledAt) return null;
  if (token.expiresAt && token.expiresAt <= new Date()) return null;

  const { disabledAt: _, ...user } = token.user;
  const limit = limitOf(token);
  const { id, expiresAt, addresses } = token;
  const passing = expiresAt !== null || addresses.length > 0;
  const actor: Actor = { ...user, ...(limit && { limit }), ...(passing && { passing }) };
  return { id, expiresAt, addresses, actor };
}
