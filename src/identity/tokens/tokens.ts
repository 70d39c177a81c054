import { type AuditEntry, record } from "../../history/record.ts";
import type { AuditVerb } from "../../history/verbs.ts";
import {
  type ApplicationToken,
  db,
  type Tx,
  transaction,
  uniqueViolation,
} from "../../platform/db/client.ts";
import { lockUser } from "../../platform/db/locks.ts";
import { ensure, Forbidden, Invalid, NotFound } from "../../platform/errors.ts";
import type { Scope } from "../../platform/http/api/scopes.ts";
import type { Actor } from "../actor/actor.ts";
import type { ActorAudit } from "../actor/audit.ts";
import { fullAccess, hasScopesFromBefore, restrictionOf, scopesOf } from "../actor/limits.ts";
import { canGiveAccess, canManageTokens, holdsScope, includesScope } from "../actor/policy.ts";
import { managedBy, managerFields } from "../actor/robot-managers.ts";
import { digestOf, isWellFormed, makeSecret, prefixes } from "../actor/secrets.ts";
import type { TokenInput } from "./schemas.ts";

export { flushLastUses } from "./last-use.ts";

const maxTokens = 5; // per person
const length = 30; // characters, 178 bits

/** An application token, without anything that could be used to sign in. */
export type TokenEntry = Omit<ApplicationToken, "hash">;

/** A listed token. */
type ListedToken = TokenEntry & {
  /** It is from before scopes: nobody chose that it can do everything that its owner can. */
  fullAccess: boolean;
  /** It may change something, but create nothing that would outlast it. */
  createsNothing: boolean;
};

export async function listTokens(actor: Actor, userId: number): Promise<ListedToken[]> {
  await findManagedOwner(actor, userId, db);
  const tokens = await db.applicationToken.findMany({
    where: { userId },
    omit: { hash: true },
    orderBy: { id: "desc" },
  });
  return tokens.map((it) => ({
    ...it,
    fullAccess: isFromBeforeScopes(it),
    createsNothing: Boolean(restrictionOf(it)) && includesScope(scopesOf(it), "api:write"),
  }));
}

/** Creates an application token. Only this answer has the secret. */
export async function createToken(audit: ActorAudit, userId: number, input: TokenInput) {
  return transaction((tx) => createTokenWithin(tx, audit, userId, input));
}

export async function createTokenWithin(
  tx: Tx,
  audit: ActorAudit,
  userId: number,
  input: TokenInput & { byDevice?: true },
): Promise<{ token: TokenEntry; secret: string }> {
  ensure(canGiveAccess(audit.actor), restricted);
  await lockUser(tx, userId); // so that concurrent requests can't exceed the limit
  const owner = await findManagedOwner(audit.actor, userId, tx);
  await ensureRoomForToken(tx, userId);

  const scopes = scopesFor(audit.actor, owner, input.scopes ?? []);
  const secret = makeSecret(prefixes.applicationToken, length);
  const data = { ...input, scopes, userId, hash: digestOf(secret), hint: secret.slice(-4) };
  const token = await tx.applicationToken.create({ data, omit: { hash: true } }).catch(nameTaken);
  await record(tx, audit, entryFor("create", token, owner.username));
  return { token, secret };
}

/** Throws Invalid if somebody has as many application tokens as they may. */
export async function ensureRoomForToken(tx: Tx, userId: number): Promise<void> {
  if ((await tx.applicationToken.count({ where: { userId } })) < maxTokens) return;
  throw new Invalid({
    form: `There are already ${maxTokens} application tokens, the maximum. Revoke one first.`,
  });
}

/** Replaces an application token's secret and restarts its lifetime. */
export async function rotateToken(
  audit: ActorAudit,
  id: number,
  of?: { id: number },
): Promise<{ token: TokenEntry; secret: string }> {
  ensure(canGiveAccess(audit.actor), restricted);
  const secret = makeSecret(prefixes.applicationToken, length);
  const token = await transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM application_tokens WHERE id = ${id} FOR UPDATE`;
    const before = await findManagedToken(tx, audit.actor, id, of);
    for (const scope of scopesOf(before)) ensureHeld(audit.actor, scope);
    const rotatedAt = new Date();
    const data = { hash: digestOf(secret), hint: secret.slice(-4), rotatedAt };
    const expiresAt = renewedExpiry(before, rotatedAt);
    const where = { id };
    const made = await tx.applicationToken.update({
      where,
      data: { ...data, expiresAt },
      omit: { hash: true },
    });
    await record(tx, audit, entryFor("rotate", made, before.user.username));
    return made;
  });
  return { token, secret };
}

/** Revokes an application token; it is refused from the next request on. */
export async function revokeToken(
  audit: ActorAudit,
  id: number,
  of?: { id: number },
): Promise<void> {
  await transaction(async (tx) => {
    const token = await findManagedToken(tx, audit.actor, id, of);
    await tx.applicationToken.delete({ where: { id } });
    await record(tx, audit, entryFor("destroy", token, token.user.username));
  });
}

/**
 * Revokes the application token of a machine that no longer needs it, and has nothing but the token to prove that. False
 * if it is one that a person created: those only people revoke. What is no token is revoked already.
 */
export async function revokeOwnToken(secret: string, address: string): Promise<boolean> {
  if (!isWellFormed(secret, prefixes.applicationToken)) return true;
  return transaction(async (tx) => {
    const where = { hash: digestOf(secret) };
    const token = await tx.applicationToken.findUnique({ where, include: { user: true } });
    if (!token?.byDevice) return token === null;
    const { id, user } = token;
    const { count } = await tx.applicationToken.deleteMany({ where: { id } });
    if (count === 0) return true; // another request did it
    const audit = { actor: user, credential: `application_token:${id}`, address } as const;
    await record(tx, audit, entryFor("destroy", token, user.username));
    return true;
  });
}

function isFromBeforeScopes(token: TokenEntry): boolean {
  const limited = token.patterns.length > 0 || token.actions.length > 0 || restrictionOf(token);
  return !limited && hasScopesFromBefore(scopesOf(token));
}

/** The scopes of a new token: those asked for, or as many of the owner's rights as the actor's own credential has. */
function scopesFor(actor: Actor, owner: { admin: boolean }, asked: readonly Scope[]): Scope[] {
  if (asked.length === 0) return fullAccess(owner).filter((scope) => holdsScope(actor, scope));
  if (asked.includes("admin") && !owner.admin)
    throw new Invalid({ scopes: "Only tokens of admins can have the scope admin." });
  for (const scope of asked) ensureHeld(actor, scope);
  return [...asked];
}

function ensureHeld(actor: Actor, scope: Scope): void {
  if (!holdsScope(actor, scope))
    throw new Forbidden(
      `The application token used does not have the scope ${scope}, so it can't give it to another. Use the password, or a token with that scope.`,
    );
}

async function findManagedOwner(actor: Actor, userId: number, from: Pick<Tx, "user">) {
  const where = { id: userId };
  const owner = await from.user.findUnique({ where, include: managerFields });
  if (!owner) throw new NotFound("user");
  ensure(canManageTokens(actor, managedBy(owner)), onlyManagers);
  return owner;
}

/** A token that the actor may change; with `of`, only if it belongs to that user. */
async function findManagedToken(tx: Tx, actor: Actor, id: number, of?: { id: number }) {
  const include = { user: { include: managerFields } };
  const token = await tx.applicationToken.findUnique({ where: { id }, include });
  if (!token || (of && token.userId !== of.id)) throw new NotFound("application token");
  ensure(canManageTokens(actor, managedBy(token.user)), onlyManagers);
  return token;
}

const restricted =
  "Limited or expiring tokens can't create or rotate tokens. Use the password, or a token without limits.";

const onlyManagers =
  "Only its owner may see and change an application token; a robot's managers may for the robot.";

type Dated = Pick<ApplicationToken, "createdAt" | "rotatedAt" | "expiresAt">;

function renewedExpiry({ createdAt, rotatedAt, expiresAt }: Dated, now: Date): Date | null {
  const since = rotatedAt ?? createdAt;
  return expiresAt && new Date(now.getTime() + expiresAt.getTime() - since.getTime());
}

function entryFor(
  verb: AuditVerb<"application_token">,
  { name }: { name: string },
  owner: string,
): AuditEntry {
  return { key: `application_token.${verb}`, subject: name, details: { owner } };
}

function nameTaken(error: unknown): never {
  throw uniqueViolation(error)
    ? new Invalid({
        name: "Another of your application tokens has this name. Choose a different one.",
      })
    : error;
}
