import { record } from "../../history/record.ts";
import { db, type RefreshToken, type Tx, transaction } from "../../platform/db/client.ts";
import { NotFound } from "../../platform/errors.ts";
import { type Actor, accountFields, actorOf, type Inactivity, inactivity } from "../actor/actor.ts";
import type { ActorAudit } from "../actor/audit.ts";
import { passwordRefusal } from "../actor/second-factor.ts";
import { digestOf, isWellFormed, makeSecret, prefixes } from "../actor/secrets.ts";
import { recordUse } from "./last-use.ts";

const length = 43; // characters, 256 bits
const lifetime = 90 * 24 * 60 * 60 * 1000; // from sign-in, regardless of use
const maxTokens = 100; // per person; the oldest are deleted

export type RefreshTokenEntry = Omit<RefreshToken, "hash">;

/**
 * Signs a client in: returns the refresh token that it stores instead of the password.
 * Only for logins by password: an application token must not turn into something that outlives its revocation.
 */
export async function issueRefreshToken(
  actor: Actor,
  { service, clientId, address }: { service: string; clientId: string; address: string | null },
): Promise<string> {
  const secret = makeSecret(prefixes.refreshToken, length);
  const expiresAt = new Date(Date.now() + lifetime);
  await db.$transaction(async (tx) => {
    const bound = { userId: actor.id, service, clientId: clientId.slice(0, 255), address };
    await tx.refreshToken.create({ data: { ...bound, hash: digestOf(secret), expiresAt } });
    await deleteOldest(tx, actor.id);
  });
  return secret;
}

export interface RedeemedClient {
  id: bigint;
  actor: Actor;
}

/** Why a refresh token is refused. */
export interface ClientRejection {
  why:
    | "unknown_client"
    | "other_service"
    | "other_account"
    | "expired_client"
    | Inactivity
    | "second_factor"
    | "second_factor_missing";
  refreshToken?: bigint; // its id
}

/**
 * The account that a refresh token belongs to, whichever client presents it: many programs read one docker config.
 * It is refused if it expired, was revoked, or was issued for another service or account.
 */
export async function redeemRefreshToken(
  secret: string,
  { service, username }: { service: string; username?: string },
): Promise<RedeemedClient | ClientRejection> {
  if (!isWellFormed(secret, prefixes.refreshToken)) return { why: "unknown_client" };
  const token = await db.refreshToken.findUnique({
    where: { hash: digestOf(secret) },
    include: { user: { select: { ...accountFields, secondFactorSince: true } } },
  });
  if (!token) return { why: "unknown_client" };
  const { id, user } = token;
  if (username !== undefined && user.username !== username.toLowerCase())
    return { why: "other_account" };
  if (token.service !== service) return { why: "other_service", refreshToken: id };
  const inactive = inactivity(user);
  if (inactive) return { why: inactive, refreshToken: id };
  if (token.expiresAt <= new Date()) return { why: "expired_client", refreshToken: id };

  const why = await passwordRefusal(user); // it was issued for a password alone
  if (why) return { why, refreshToken: id };

  recordUse("refresh_tokens", id);
  const { secondFactorSince: _, ...account } = user;
  return { id, actor: actorOf(account) };
}

export async function listRefreshTokens(actor: Actor): Promise<RefreshTokenEntry[]> {
  return db.refreshToken.findMany({
    where: { userId: actor.id, expiresAt: { gt: new Date() } },
    omit: { hash: true },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  });
}

/** Ends one of the actor's own signed-in clients; it has to sign in again. */
export async function revokeRefreshToken(audit: ActorAudit, id: number | bigint): Promise<void> {
  await transaction(async (tx) => {
    const client = await tx.refreshToken.findUnique({ where: { id, userId: audit.actor.id } });
    if (!client) throw new NotFound("signed-in client");

    await tx.refreshToken.delete({ where: { id } });
    await record(tx, audit, { key: "signed_in_client.destroy", subject: client.clientId });
  });
}

/** Ends all of a person's signed-in clients, in the transaction of the change that invalidates them. */
export async function revokeRefreshTokensOf(tx: Tx, userId: number): Promise<void> {
  await tx.refreshToken.deleteMany({ where: { userId } });
}

async function deleteOldest(tx: Tx, userId: number): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM refresh_tokens WHERE user_id = ${userId} AND (expires_at <= now() OR id NOT IN (
      SELECT id FROM refresh_tokens WHERE user_id = ${userId} ORDER BY created_at DESC, id DESC LIMIT ${maxTokens}))`;
}
