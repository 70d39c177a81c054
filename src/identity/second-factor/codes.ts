import { type Agent, type Audit, record } from "../../history/record.ts";
import { db } from "../../platform/db/client.ts";
import { Invalid, TooMany } from "../../platform/errors.ts";
import { countAttempt, limitKey, resetAttempts } from "../../platform/rate-limits.ts";
import { unknown } from "../actor/system-actors.ts";
import { useAuthenticatorCode } from "./authenticator.ts";
import { notifyOwner } from "./letters.ts";
import { isRecoveryCode, useRecoveryCode } from "./recovery-codes.ts";

/**
 * Wrong codes that one account has in an hour, from everywhere. Only who knows its password can enter any, so strangers
 * can't block it; and of a million codes, three are right at a time.
 */
const limit = { name: "second-factor codes", max: 10, windowMs: 60 * 60 * 1000 };

export type CodeKind = "authenticator" | "recovery_code";

interface Person extends Agent {
  id: number;
}

/** Checks a code of the authenticator app or a recovery code and uses it up. Throws Invalid or TooMany. */
export async function redeemCode(audit: Audit<Person>, code: string): Promise<CodeKind> {
  const key = limitKey(limit, String(audit.actor.id));
  const [counted] = await countAttempt([key], limit.windowMs); // before the check, so that many at once can't slip through
  const { count, leftMs } = counted ?? { count: 1, leftMs: limit.windowMs };
  if (count > limit.max) throw new TooMany(Math.ceil(leftMs / 1000), tooMany, wayOut);

  const kind = await useCode(audit, code);
  if (!kind) {
    await recordWrongCode(audit, count);
    throw new Invalid({ code: wrong });
  }
  await resetAttempts(db, key);
  return kind;
}

const wrong =
  "This code is not right, or it was used already. Wait for the next one of your app, or enter a recovery code.";
const tooMany = "Too many wrong codes were entered for this account.";
const wayOut = "A passkey still works. If it was not you who tried, change your password.";

function useCode(audit: Audit<Person>, typed: string): Promise<CodeKind | null> {
  const { id, username } = audit.actor;
  const code = typed.replace(/\s/g, "");
  return db.$transaction(async (tx) => {
    if (/^\d{6}$/.test(code) && (await useAuthenticatorCode(tx, id, code))) return "authenticator";
    if (!isRecoveryCode(code)) return null;
    return (await useRecoveryCode(tx, audit, { id, username, code })) ? "recovery_code" : null;
  });
}

/** The owner learns by e-mail that somebody knows the password, but not of each mistyped code. */
async function recordWrongCode({ actor, address }: Audit<Person>, count: number): Promise<void> {
  await db.$transaction(async (tx) => {
    const audit = { actor: unknown, credential: "none", address } as const;
    await record(tx, audit, { key: "user.failed_second_factor", subject: actor.username });
    if (count === limit.max) await notifyOwner(tx, actor.id, { what: "wrong_codes", count });
  });
}
