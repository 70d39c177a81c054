import { hash } from "node:crypto";
import type { Session, SessionData } from "express-session";
import { config } from "../../platform/config/config.ts";
import { db } from "../../platform/db/client.ts";
import { type Actor, actorFields } from "../actor/actor.ts";
import { restartSession } from "./browser-session.ts";
import type { ProviderSession } from "./provider-sessions.ts";

declare module "express-session" {
  interface SessionData {
    pending: PendingSignIn;
  }
}

/** A sign-in whose first proof was right, while its second factor is awaited. */
interface PendingSignIn {
  user: number;
  password: string; // a fingerprint: another password ends it
  at: number; // ms since 1970
}

const lifetimeMs = 5 * 60 * 1000;

interface Request {
  session: Session & Partial<SessionData>;
  sessionID: string;
}

/**
 * Keeps a sign-in until its second factor is given, in a new session, so that nobody else has its id. Returns false if the
 * account has no second factor. A session at a provider is kept beside it, so that a sign-out there ends this sign-in, too.
 */
export async function awaitSecondFactor(
  req: Request,
  actor: Actor,
  external: ProviderSession | null = null,
): Promise<boolean> {
  const account = await findAccount(actor.id);
  if (!account) return false;
  const pending = { user: actor.id, password: account.password, at: Date.now() };
  await restartSession(req, { pending, ...(external && { external }) });
  return true;
}

/** The sign-in whose second factor this session awaits; null if there is none, or it took too long. */
export async function pendingSignIn({
  session,
}: Request): Promise<{ account: Actor; external: ProviderSession | undefined } | null> {
  const { pending, external } = session;
  if (!pending || Date.now() - pending.at > lifetimeMs) return null;
  const account = await findAccount(pending.user);
  if (account?.password !== pending.password) return null;
  return { account: account.actor, external };
}

/** An account with a second factor. Without one, there is nothing to wait for. */
async function findAccount(id: number): Promise<{ actor: Actor; password: string } | null> {
  const where = { id, disabledAt: null, secondFactorSince: { not: null } };
  const select = { ...actorFields, passwordHash: true };
  const found = await db.user.findUnique({ where, select });
  if (!found) return null;
  const { passwordHash, ...actor } = found;
  return { actor, password: hash("sha256", `${config.secret}\n${passwordHash}`, "base64") };
}
