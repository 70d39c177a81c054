import { config } from "../config/config.ts";
import { db, Prisma } from "../db/client.ts";
import { errorMessage } from "../error-fields.ts";
import { claimDue, type Queue, retryLater, waitAfter } from "../jobs/lease.ts";
import { type Loop, startLoop } from "../jobs/loop.ts";
import { log } from "../log.ts";
import { unseal } from "../seal.ts";
import { canSendEmail, isRefusal, sendMessage } from "./smtp.ts";

export const emailQueue: Queue = {
  table: "emails",
  key: ["id"],
  due: "try_after",
  attempts: "attempts",
  countedAt: "claim",
  fence: "attempts",
  error: "error",
  leaseSeconds: 300,
  retrySeconds: [10, 30, 60, 300, 900, 3_600],
  endless: true, // until the e-mail expires
};
const maxErrorLength = 500;

export function startMailer(): Loop {
  return startLoop("emails", 5_000, sendNextEmail);
}

/** Tries to send the e-mail that has been due longest. Returns the number of attempts: 1 or 0. */
export async function sendNextEmail(): Promise<number> {
  const email = canSendEmail() ? await claim() : undefined;
  if (!email) return 0;
  try {
    await sendMessage(messageOf(email));
    await settle(email, { error: null, sentAt: new Date() });
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
  secondsLeft: number; // until Portus stops trying
  attempts: number; // with this one
}

async function claim(): Promise<Claimed | undefined> {
  const returning = Prisma.sql`job.id, recipient, subject, purpose, sealed_text AS "sealedText",
    created_at AS "createdAt", extract(epoch FROM expires_at - now())::float8 AS "secondsLeft", attempts`;
  const [email] = await claimDue<Claimed>(emailQueue, { limit: 1, returning });
  return email;
}

/** Every attempt has the same message id, so that mail servers can drop duplicates. */
function messageOf({ id, recipient, subject, sealedText, createdAt }: Claimed) {
  const text = unseal(sealedText, config.secret, "portus emails").toString();
  const host = new URL(config.url).hostname;
  return { to: recipient, subject, text, messageId: `<${id}.${createdAt.getTime()}@${host}>` };
}

async function postpone(email: Claimed, problem: unknown): Promise<void> {
  const { id, purpose, attempts, secondsLeft } = email;
  const error = errorMessage(problem).slice(0, maxErrorLength);
  const wait = waitAfter(emailQueue, attempts) ?? 0;
  const ended = isRefusal(problem) || wait > secondsLeft;
  log.warn({ err: problem, email: id, purpose, attempts, ended }, "an e-mail was not sent");
  if (ended) await settle(email, { error });
  else await retryLater(emailQueue, { key: [id], attempts }, { error });
}

/** Ends an e-mail. Changes nothing if another replica has claimed it since, or if it was cancelled. */
async function settle(
  { id, attempts }: Claimed,
  outcome: { error: string | null; sentAt?: Date },
): Promise<void> {
  const ended = { tryAfter: null, sealedText: null, linkId: null };
  await db.email.updateMany({ where: { id, attempts }, data: { ...outcome, ...ended } });
}
