import { config } from "../config/config.ts";
import { db, type Tx } from "../db/client.ts";
import type { Job } from "../jobs/schedule.ts";
import { seal } from "../seal.ts";
import type { Email } from "./template.ts";

export const jobs: Job[] = [{ name: "prune-emails", cron: "42 * * * *", run: pruneEmails }];

export interface Terms {
  expiresAt: Date; // when Portus stops trying
  linkId?: number; // the one-time link in the e-mail: if the link is deleted, the waiting e-mail is, too
}

/** Queues an e-mail. It is sent after the transaction commits, and never if it rolls back. */
export async function queueEmail(tx: Tx, email: Email, terms: Terms): Promise<void> {
  const { to: recipient, text, ...rest } = email;
  const sealedText = new Uint8Array(seal(Buffer.from(text), config.secret, "portus emails"));
  await tx.email.create({ data: { ...rest, recipient, sealedText, ...terms } });
  await tx.$executeRaw`SELECT pg_notify('emails_queued', '')`;
}

/** Deletes the queued e-mails with a link whose secret was replaced. */
export async function cancelEmails(tx: Tx, linkId: number): Promise<void> {
  await tx.email.deleteMany({ where: { linkId } });
}

export interface EmailFailures {
  waiting: number; // Portus retries them
  givenUp: number; // as long as their rows are kept
  lastError: string | null;
  since: Date | null; // when the first of them was queued
}

/** The e-mails that could not be sent. It needs no actor, because only the admins' overview shows them. */
export async function emailFailures(): Promise<EmailFailures> {
  const [row] = await db.$queryRaw<EmailFailures[]>`
    SELECT count(try_after)::int AS waiting, (count(*) - count(try_after))::int AS "givenUp",
      (array_agg(error ORDER BY id DESC))[1] AS "lastError", min(created_at) AS since
    FROM emails WHERE sent_at IS NULL AND error IS NOT NULL`;
  return row ?? { waiting: 0, givenUp: 0, lastError: null, since: null };
}

/** Deletes the rows of e-mails that were sent or given up, two weeks after they were queued. */
export async function pruneEmails(): Promise<number> {
  return db.$executeRaw`
    DELETE FROM emails WHERE try_after IS NULL AND created_at < now() - interval '14 days'`;
}
