import { hash } from "node:crypto";
import type { Session, SessionData } from "express-session";
import { config } from "../../platform/config/config.ts";
import { db } from "../../platform/db/client.ts";
import { type Actor, actorFields } from "../actor/actor.ts";
import { restartSession } from "./browser-session.ts";

declare module "express-session" {
  interface SessionData {
    pending: PendingSignIn;
  }
}

/** A sign-in whose password was right, while its second factor is awaited. */
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

/** Keeps a sign-in until its second factor is given, in a new session, so that nobody else has its id. */
export async function awaitSecondFactor(req: Request, actor: Actor): Promise<void> {
  const account = await findAccount(actor.id);
  if (!account) return;
  const pending = { user: actor.id, password: account.password, at: Date.now() };
  await restartSession(req, { pending });
}

/** The account whose second factor this session awaits; null if there is none, or it took too long. */
export async function pendingAccount({ session }: Request): Promise<Actor | null> {
  const { pending } = session;
  if (!pending || Date.now() - pending.at > lifetimeMs) return null;
  const account = await findAccount(pending.user);
  return account?.password === pending.password ? account.actor : null;
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
