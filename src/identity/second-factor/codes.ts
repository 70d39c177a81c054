import { type Agent, type Audit, record } from "../../history/record.ts";
import { db, type Tx } from "../../platform/db/client.ts";
import { Invalid, TooMany } from "../../platform/errors.ts";
import { countAttempt, limitKey, resetAttempts } from "../../platform/rate-limits.ts";
import { unknown } from "../actor/system-actors.ts";
import { useAuthenticatorCode } from "./authenticator.ts";
import { notifyOwner } from "./letters.ts";
import { isRecoveryCode, useRecoveryCode } from "./recovery-codes.ts";

const windowMs = 60 * 60 * 1000;

/**
 * Wrong codes that one account has in an hour, from everywhere. Only who knows its password can enter any. Of a million
 * codes of an app, three are right at a time. A recovery code has 50 bits, so its owner gets in by one although somebody
 * else has used up the codes of the app.
 */
const limits = {
  authenticator: { name: "codes of an app", max: 10, windowMs },
  recovery_code: { name: "recovery codes", max: 100, windowMs },
};

export type CodeKind = "authenticator" | "recovery_code";

interface Person extends Agent {
  id: number;
}

/** Checks a code of the authenticator app or a recovery code and uses it up. Throws Invalid or TooMany. */
export async function redeemCode(audit: Audit<Person>, typed: string): Promise<CodeKind> {
  const code = typed.replace(/\s/g, "");
  const kind = isRecoveryCode(code) ? "recovery_code" : "authenticator";
  const limit = limits[kind];
  const key = limitKey(limit, String(audit.actor.id));
  const [counted] = await countAttempt([key], windowMs); // before the check, so that many at once can't slip through
  const { count, leftMs } = counted ?? { count: 1, leftMs: windowMs };
  if (count > limit.max) throw new TooMany(Math.ceil(leftMs / 1000), tooMany, wayOuts[kind]);

  if (!(await useCode(audit, kind, code))) {
    await recordWrongCode(audit, count === limit.max ? count : null);
    throw new Invalid({ code: wrong });
  }
  await forgetWrongCodes(db, audit.actor.id);
  return kind;
}

/** Lets an account try again that has new factors, or proved to have its old ones. */
export async function forgetWrongCodes(tx: Tx, userId: number): Promise<void> {
  for (const limit of Object.values(limits)) await resetAttempts(tx, limitKey(limit, `${userId}`));
}

const wrong =
  "This code is not right, or it was used already. Wait for the next one of your app, or enter a recovery code.";
const tooMany = "Too many wrong codes were entered for this account.";
const ifStranger = "If it was not you who tried, change your password.";
const wayOuts = {
  authenticator: `A recovery code or a passkey still works. ${ifStranger}`,
  recovery_code: `A passkey still works. ${ifStranger}`,
};

function useCode(audit: Audit<Person>, kind: CodeKind, code: string): Promise<boolean> {
  const { id, username } = audit.actor;
  return db.$transaction((tx) =>
    kind === "recovery_code"
      ? useRecoveryCode(tx, audit, { id, username, code })
      : useAuthenticatorCode(tx, id, code),
  );
}

/** The owner learns by e-mail that somebody knows the password, but not of each mistyped code. */
async function recordWrongCode({ actor, address }: Audit<Person>, last: number | null) {
  await db.$transaction(async (tx) => {
    const audit = { actor: unknown, credential: "none", address } as const;
    await record(tx, audit, { key: "user.failed_second_factor", subject: actor.username });
    if (last) await notifyOwner(tx, actor.id, { what: "wrong_codes", count: last });
  });
}
