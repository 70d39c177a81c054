import { db, type Tx } from "../../platform/db/client.ts";
import { Invalid } from "../../platform/errors.ts";
import { endSessions } from "../../platform/http/session-store.ts";
import { mustHaveSecondFactor } from "../actor/second-factor.ts";
import { revokeRefreshTokensOf } from "../tokens/refresh-tokens.ts";
import { makeRecoveryCodes } from "./recovery-codes.ts";

/** The second factors of an account. */
export interface Factors {
  authenticator: { createdAt: Date } | null;
  passkeys: PasskeyEntry[];
  codesLeft: number;
}

export interface PasskeyEntry {
  id: number;
  name: string;
  host: string;
  synced: boolean;
  createdAt: Date;
  lastUsedAt: Date | null;
}

const passkeyFields = {
  id: true,
  name: true,
  host: true,
  synced: true,
  createdAt: true,
  lastUsedAt: true,
} as const;

export async function factorsOf({ id }: { id: number }): Promise<Factors> {
  const where = { userId: id };
  const [authenticator, passkeys, codesLeft] = await Promise.all([
    db.authenticator.findUnique({ where, select: { createdAt: true } }),
    db.passkey.findMany({ where, select: passkeyFields, orderBy: { id: "asc" } }),
    db.recoveryCode.count({ where: { ...where, usedAt: null } }),
  ]);
  return { authenticator, passkeys, codesLeft };
}

interface Enrolled {
  id: number;
  session: string; // stays signed in
}

/**
 * Completes the addition of a factor, in its transaction and under the lock of the account. The first one ends what the
 * password alone opened, and comes with recovery codes, which are returned.
 */
export async function addFactor(tx: Tx, { id, session }: Enrolled): Promise<string[] | null> {
  const since = new Date();
  const where = { id, secondFactorSince: null };
  const { count } = await tx.user.updateMany({ where, data: { secondFactorSince: since } });
  if (count === 0) return null;

  await endSessions(tx, id, { except: session });
  await revokeRefreshTokensOf(tx, id);
  return makeRecoveryCodes(tx, id);
}

/** Completes the removal of a factor. After the last one, the password alone signs in again. */
export async function removeFactor(tx: Tx, id: number): Promise<void> {
  const where = { userId: id };
  const left = (await tx.passkey.count({ where })) + (await tx.authenticator.count({ where }));
  if (left > 0) return;
  const account = await tx.user.findUniqueOrThrow({ where: { id } });
  if (await mustHaveSecondFactor(account)) throw new Invalid({ form: isRequired });
  await forgetFactors(tx, id);
}

/** Removes all factors of an account. */
export async function forgetFactors(tx: Tx, id: number): Promise<void> {
  const where = { userId: id };
  await tx.passkey.deleteMany({ where });
  await tx.authenticator.deleteMany({ where });
  await tx.recoveryCode.deleteMany({ where });
  await tx.user.update({ where: { id }, data: { secondFactorSince: null } });
}

const isRequired =
  "Your account needs a second factor, and this is the last one. Add another before you remove it.";
