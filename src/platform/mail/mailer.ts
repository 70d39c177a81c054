import { config } from "../config/config.ts";
import { db } from "../db/client.ts";
import { log } from "../log.ts";
import { type Loop, startLoop } from "../loop.ts";
import { unseal } from "../seal.ts";
import { canSendEmail, isRefusal, sendMessage } from "./smtp.ts";

const lease = "5 minutes"; // after which another replica takes over an e-mail whose sender died
const retrySeconds = [10, 30, 60, 300, 900]; // before the second attempt, the third, …
const laterRetrySeconds = 3_600;
const maxErrorLength = 500;

/** Sends queued e-mails, one after another. */
export function startMailer(): Loop {
  return startLoop("emails", 5_000, sendNextEmail);
}

/** Tries the e-mail that has been due longest. Returns how many it tried: 1 or 0. */
export async function sendNextEmail(): Promise<number> {
  const email = canSendEmail() ? await claim() : undefined;
  if (!email) return 0;
  try {
    await sendMessage(messageOf(email));
    await settle(email, { error: null, sentAt: new Date(), tryAfter: null });
  } catch (error) {
    await postpone(email, error);
  }
  return 1;
}

interface Claimed {
  id: number;
  recipient: string;
  subject: string;
  purpose: string;
  sealedText: Uint8Array;
  createdAt: Date;
  expiresAt: Date;
  attempts: number; // with this one
}

async function claim(): Promise<Claimed | undefined> {
  const [email] = await db.$queryRaw<Claimed[]>`
    UPDATE emails SET attempts = attempts + 1, try_after = now() + ${lease}::interval
    WHERE id = (
      SELECT id FROM emails WHERE try_after <= now() ORDER BY try_after, id LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id, recipient, subject, purpose, sealed_text AS "sealedText", created_at AS "createdAt",
      expires_at AS "expiresAt", attempts`;
  return email;
}

/** The id is the same at every attempt, so that a mail server can recognize a message that it already has. */
function messageOf({ id, recipient, subject, sealedText, createdAt }: Claimed) {
  const text = unseal(sealedText, config.secret, "portus emails").toString();
  const host = new URL(config.url).hostname;
  return { to: recipient, subject, text, messageId: `<${id}.${createdAt.getTime()}@${host}>` };
}

async function postpone(email: Claimed, error: unknown): Promise<void> {
  const wait = retrySeconds[email.attempts - 1] ?? laterRetrySeconds;
  const next = new Date(Date.now() + wait * 1000);
  const tryAfter = isRefusal(error) || next > email.expiresAt ? null : next;
  const { id, purpose, attempts } = email;
  log.warn({ err: error, email: id, purpose, attempts, tryAfter }, "an e-mail was not sent");
  const text = error instanceof Error ? error.message : String(error);
  await settle(email, { error: text.slice(0, maxErrorLength), tryAfter });
}

interface Outcome {
  error: string | null;
  tryAfter: Date | null;
  sentAt?: Date;
}

/** Changes nothing if another replica has claimed the e-mail since, or if it was cancelled. */
async function settle({ id, attempts }: Claimed, outcome: Outcome): Promise<void> {
  const erased = outcome.tryAfter ? {} : { sealedText: null, linkId: null };
  await db.email.updateMany({ where: { id, attempts }, data: { ...outcome, ...erased } });
}
