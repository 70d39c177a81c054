import type { Session, SessionData } from "express-session";
import { db } from "../../../platform/db/client.ts";

// Sign-ins that were started in a browser and have not come back from the provider. They are part of its session.

/** What a sign-in is for: to sign in, to prove again who one is, to connect an account, or to show an admin the claims. */
export type Purpose = "sign_in" | "confirm" | "connect" | "test";

export interface PendingSignIn {
  provider: number; // id
  nonce: string;
  verifier: string; // of PKCE
  purpose: Purpose;
  user: number | null; // who was signed in
  return: string; // within Portus
  at: string; // ISO time
}

declare module "express-session" {
  interface SessionData {
    pendingSignIns: Record<string, PendingSignIn>; // by state
  }
}

export interface Request {
  session: Session & Partial<SessionData>;
  sessionID: string;
}

const lifetimeMs = 10 * 60 * 1000;
const maxPending = 5; // tabs in which somebody signs in at the same time

export async function addPending(
  { session }: Request,
  state: string,
  pending: PendingSignIn,
): Promise<void> {
  const others = Object.entries(session.pendingSignIns ?? {}).filter(([, it]) => isFresh(it));
  others.sort(([, a], [, b]) => a.at.localeCompare(b.at));
  session.pendingSignIns = Object.fromEntries([...others.slice(1 - maxPending), [state, pending]]);
  await new Promise<void>((resolve, reject) =>
    session.save((error) => (error ? reject(error) : resolve())),
  );
}

/**
 * Takes a pending sign-in out of the session, at most once however many requests ask for it at the same moment. Null if
 * this browser has none with this state, or it is too old.
 */
export async function takePending(
  { session, sessionID }: Request,
  state: string,
): Promise<PendingSignIn | null> {
  const all = session.pendingSignIns ?? {};
  const pending = Object.hasOwn(all, state) ? all[state] : undefined;
  if (!pending) return null;

  session.pendingSignIns = Object.fromEntries(
    Object.entries(all).filter(([other]) => other !== state),
  );
  const taken = await db.$executeRaw`
    UPDATE sessions SET sess = (sess::jsonb #- ARRAY['pendingSignIns', ${state}::text])::json
    WHERE sid = ${sessionID} AND sess::jsonb -> 'pendingSignIns' -> ${state}::text IS NOT NULL`;
  return taken === 1 && isFresh(pending) ? pending : null;
}

const isFresh = ({ at }: PendingSignIn) => Date.now() - Date.parse(at) < lifetimeMs;
