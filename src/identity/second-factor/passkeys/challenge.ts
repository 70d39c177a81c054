import type { Session, SessionData } from "express-session";
import { db } from "../../../platform/db/client.ts";
import { Invalid } from "../../../platform/errors.ts";

declare module "express-session" {
  interface SessionData {
    challenge: Challenge;
  }
}

/** What a passkey signs. It counts once, and only in the session that asked for it. */
interface Challenge {
  value: string; // random, base64url
  at: number; // ms since 1970
}

const lifetimeMs = 5 * 60 * 1000;

interface Request {
  sessionID: string;
  session: Session & Partial<SessionData>;
}

/** Keeps the challenge of the options that are sent now. It replaces an earlier one. */
export function keepChallenge({ session }: Request, { challenge }: { challenge: string }): void {
  session.challenge = { value: challenge, at: Date.now() };
}

/** Uses the challenge of a session up. Of two concurrent uses, one fails. */
export async function takeChallenge({ session, sessionID }: Request): Promise<string> {
  const { challenge } = session;
  delete session.challenge;
  if (!challenge || Date.now() - challenge.at > lifetimeMs) throw new Invalid({ form: tooLate });
  const taken = await db.$executeRaw`
    UPDATE sessions SET sess = (sess::jsonb - 'challenge')::json
    WHERE sid = ${sessionID} AND sess->'challenge'->>'value' = ${challenge.value}`;
  if (taken === 0) throw new Invalid({ form: tooLate });
  return challenge.value;
}

const tooLate = "This took longer than five minutes, or was sent twice. Use the passkey again.";
