import { type ApplicationToken, db } from "../../platform/db/client.ts";
import { type Actor, accountFields, actorOf, type Inactivity, inactivity } from "../actor/actor.ts";
import { hasFullAccess, isInAnyBlock, limitOf, restrictionOf, scopesOf } from "../actor/limits.ts";
import { digestOf, isWellFormed, prefixes } from "../actor/secrets.ts";

export interface TokenHolder {
  id: number;
  expiresAt: Date | null;
  addresses: readonly string[];
  actor: Actor;
}

const limits = {
  id: true,
  expiresAt: true,
  scopes: true,
  patterns: true,
  actions: true,
  addresses: true,
};
/** Why an application token is refused, whatever the address. */
export interface TokenRejection {
  why: "unknown_token" | "other_account" | Inactivity | "expired_token";
  applicationToken?: number; // its id
}

export const isHolder = (found: TokenHolder | TokenRejection): found is TokenHolder =>
  "actor" in found;

/** The owner of an application token, if it is valid and belongs to an enabled account with this user name. */
export async function findTokenHolder(
  username: string,
  secret: string,
): Promise<TokenHolder | TokenRejection> {
  if (!isWellFormed(secret, prefixes.applicationToken)) return { why: "unknown_token" };
  const token = await db.applicationToken.findUnique({
    where: { hash: digestOf(secret) },
    select: { ...limits, user: { select: accountFields } },
  });
  if (!token) return { why: "unknown_token" };
  if (token.user.username !== username) return { why: "other_account" };
  const inactive = inactivity(token.user);
  if (inactive) return { why: inactive, applicationToken: token.id };
  if (hasExpired(token)) return { why: "expired_token", applicationToken: token.id };

  const { id, expiresAt, addresses } = token;
  return { id, expiresAt, addresses, actor: limited(actorOf(token.user), token) };
}

/** The claims of a registry token about its bearer. */
export interface Bearer {
  username: string;
  issuedAt: Date;
  applicationToken: number | null;
}

/**
 * The actor of a registry token as they are now, with the limits of the application token it was issued for. Null if
 * the account is disabled or deleted, or if that application token has expired, was revoked, or is not for this address.
 */
export async function findBearer(bearer: Bearer, address: string): Promise<Actor | null> {
  const { username, issuedAt, applicationToken } = bearer;
  const found = await db.user.findUnique({
    where: { username },
    select: {
      ...accountFields,
      createdAt: true,
      applicationTokens: { where: { id: applicationToken ?? 0 }, select: limits },
    },
  });
  if (!found || found.disabledAt) return null;
  const { createdAt, applicationTokens, ...account } = found;
  const user = actorOf(account);
  if (createdAt.getTime() > issuedAt.getTime() + skew) return null; // another account with the same name
  if (applicationToken === null) return user;

  const [token] = applicationTokens;
  const good = token && !hasExpired(token) && isInAnyBlock(token.addresses, address);
  return good ? limited(user, token) : null;
}

const skew = 10_000; // ms between the clocks of the database and of a replica

const hasExpired = ({ expiresAt }: Pick<ApplicationToken, "expiresAt">) =>
  expiresAt !== null && expiresAt <= new Date();

type Limits = Pick<ApplicationToken, keyof typeof limits>;

function limited(user: Actor, token: Limits): Actor {
  const limit = limitOf(token);
  const restricted = restrictionOf(token);
  const scopes = scopesOf(token);
  const narrowed = !hasFullAccess(scopes, user);
  return {
    ...user,
    scopes,
    ...(limit && { limit }),
    ...(restricted && { restricted }),
    ...(narrowed && { narrowed }),
  };
}
