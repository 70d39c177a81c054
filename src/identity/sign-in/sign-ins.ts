import { type AuditEntry, record } from "../../history/record.ts";
import { networkOf } from "../../platform/cidr.ts";
import { db } from "../../platform/db/client.ts";
import { log } from "../../platform/log.ts";
import type { Actor } from "../actor/actor.ts";
import { unknown } from "../actor/system-actors.ts";
import type { Attempt } from "./throttle.ts";

const repeatWindowMs = 60_000; // in this time, a replica writes one entry per account and network
const maxRemembered = 10_000;
const recentFailures = new Map<string, number>();

/** What somebody signed in with. */
export interface SignInProof {
  by: "password" | "passkey" | "sign_in_provider";
  secondFactor?: "authenticator" | "recovery_code" | "passkey"; // besides the password
}

export async function recordSignIn(
  { id, username }: Actor,
  { by, secondFactor, address }: SignInProof & { address: string },
): Promise<void> {
  await db.$transaction(async (tx) => {
    await tx.$executeRaw`
      UPDATE users SET last_sign_in_at = current_sign_in_at, current_sign_in_at = now() WHERE id = ${id}`;
    const audit = { actor: { id, username }, credential: by, address } as const;
    const details = { address, ...(secondFactor && { second_factor: secondFactor }) };
    await record(tx, audit, { key: "user.sign_in", subject: username, details });
  });
}

/**
 * Records wrong credentials. Written after the response, whose timing must not reveal whether the account exists.
 * An unknown user name is not stored: people type passwords into the wrong field.
 */
export function recordFailedSignIn(attempt: Attempt): null {
  recordFailure(attempt).catch((error) =>
    log.warn({ err: error }, "could not record a failed sign-in"),
  );
  return null; // no account matched
}

async function recordFailure({ username, address }: Attempt): Promise<void> {
  const known = await db.user.findUnique({ where: { username }, select: { username: true } });
  if (isRepeated(`${networkOf(address)} ${known?.username ?? ""}`)) return;

  const subject = known?.username ?? "an unknown account";
  const entry: AuditEntry = { key: "user.failed_sign_in", subject, details: { address } };
  const audit = { actor: unknown, credential: "none", address } as const;
  await db.$transaction((tx) => record(tx, audit, entry));
}

function isRepeated(visit: string): boolean {
  const now = Date.now();
  if (now - (recentFailures.get(visit) ?? 0) < repeatWindowMs) return true;
  recentFailures.delete(visit); // moves to the end: the oldest is dropped first
  recentFailures.set(visit, now);
  const [oldest] = recentFailures.keys();
  if (recentFailures.size > maxRemembered && oldest !== undefined) recentFailures.delete(oldest);
  return false;
}
