import { record } from "../audit.ts";
import { type ApplicationToken, db, type Tx, transaction, uniqueViolation } from "../db/client.ts";
import { ensure, Invalid, NotFound } from "../errors.ts";
import { type Actor, actorFields } from "./current.ts";
import { type Doer, mayManageTokens } from "./policy.ts";
import type { TokenInput } from "./schemas.ts";
import { digestOf, isWellFormed, makeSecret, prefixes } from "./secrets.ts";

export { flushLastUses } from "./uses.ts";

const most = 5; // per person
const length = 30; // characters, 178 bits

/** An application token, without anything that could be used to sign in. */
export type TokenEntry = Omit<ApplicationToken, "hash">;

/** A person's application tokens, newest first. */
export async function listTokens(doer: Doer, userId: number): Promise<TokenEntry[]> {
  await ownerFor(doer, userId, db);
  return db.applicationToken.findMany({
    where: { userId },
    omit: { hash: true },
    orderBy: { id: "desc" },
  });
}

/** Makes an application token. The secret is in this answer and nowhere else. */
export async function createToken(
  doer: Doer,
  userId: number,
  input: TokenInput,
): Promise<{ token: TokenEntry; secret: string }> {
  const secret = makeSecret(prefixes.applicationToken, length);
  const token = await transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM users WHERE id = ${userId} FOR UPDATE`; // so that five stay five
    const owner = await ownerFor(doer, userId, tx);
    if ((await tx.applicationToken.count({ where: { userId } })) >= most)
      throw new Invalid({
        form: `There are ${most} application tokens already, as many as one may have. Revoke one first.`,
      });

    const data = { ...input, userId, hash: digestOf(secret), hint: secret.slice(-4) };
    const made = await tx.applicationToken.create({ data, omit: { hash: true } }).catch(nameTaken);
    await record(tx, doer, happened("create", made, owner.username));
    return made;
  });
  return { token, secret };
}

/** Revokes an application token: from the next request on it opens nothing. */
export async function revokeToken(doer: Doer, id: number): Promise<void> {
  await transaction(async (tx) => {
    const token = await tx.applicationToken.findUnique({ where: { id }, include: { user: true } });
    if (!token) throw new NotFound("application token");
    ensure(mayManageTokens(doer, token.user), "This application token belongs to someone else.");

    await tx.applicationToken.delete({ where: { id } });
    await record(tx, doer, happened("destroy", token, token.user.username));
  });
}

export interface TokenHolder {
  id: number;
  expiresAt: Date | null;
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
    select: { id: true, expiresAt: true, user: { select: { ...actorFields, disabledAt: true } } },
  });
  if (!token || token.user.username !== username || token.user.disabledAt) return null;
  if (token.expiresAt && token.expiresAt <= new Date()) return null;

  const { disabledAt: _, ...actor } = token.user;
  return { id: token.id, expiresAt: token.expiresAt, actor };
}

async function ownerFor(doer: Doer, userId: number, from: Pick<Tx, "user">) {
  const owner = await from.user.findUnique({ where: { id: userId } });
  if (!owner) throw new NotFound("user");
  ensure(mayManageTokens(doer, owner), "Only its owner may see and change application tokens.");
  return owner;
}

function happened(verb: "create" | "destroy", { name }: { name: string }, owner: string) {
  return { key: `application_token.${verb}`, subject: name, details: { owner } };
}

function nameTaken(error: unknown): never {
  throw uniqueViolation(error)
    ? new Invalid({
        name: "Another of your application tokens has this name. Choose a different one.",
      })
    : error;
}
