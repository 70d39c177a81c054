import { createHmac, randomInt } from "node:crypto";
import { type Audit, record } from "../../history/record.ts";
import { config } from "../../platform/config/config.ts";
import { type Tx, transaction } from "../../platform/db/client.ts";
import { lockUser } from "../../platform/db/locks.ts";
import { Invalid } from "../../platform/errors.ts";
import type { ActorAudit } from "../actor/audit.ts";
import { notifyOwner } from "./letters.ts";

// Recovery codes replace a lost factor, each once. They are shown once, as a set.

const count = 10;
const length = 10; // characters of 5 bits
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz"; // without i, l, o and u, which look like others or spell words

/** Replaces the recovery codes of an account, and returns the new ones. */
export async function makeRecoveryCodes(tx: Tx, userId: number): Promise<string[]> {
  const codes = Array.from({ length: count }, randomCode);
  await tx.recoveryCode.deleteMany({ where: { userId } });
  const rows = codes.map((code) => ({ userId, hash: hashOf(userId, code) }));
  await tx.recoveryCode.createMany({ data: rows });
  return codes.map((code) => `${code.slice(0, length / 2)}-${code.slice(length / 2)}`);
}

/** Replaces the actor's own recovery codes. */
export async function renewRecoveryCodes(audit: ActorAudit): Promise<string[]> {
  const { id, username } = audit.actor;
  return transaction(async (tx) => {
    await lockUser(tx, id);
    const has = await tx.user.count({ where: { id, secondFactorSince: { not: null } } });
    if (has === 0) throw new Invalid({ form: "Add a passkey or an authenticator app first." });
    const codes = await makeRecoveryCodes(tx, id);
    await record(tx, audit, { key: "recovery_codes.renew", subject: username });
    await notifyOwner(tx, id, { what: "recovery_codes_renewed" });
    return codes;
  });
}

/** Whether a text can be a recovery code, as people type it. */
export const isRecoveryCode = (text: string): boolean => normalized(text).length === length;

/** Uses a recovery code up. Of two concurrent uses, one fails. */
export async function useRecoveryCode(
  tx: Tx,
  audit: Audit,
  { id, username, code }: { id: number; username: string; code: string },
): Promise<boolean> {
  const where = { userId: id, hash: hashOf(id, normalized(code)), usedAt: null };
  const used = await tx.recoveryCode.updateMany({ where, data: { usedAt: new Date() } });
  if (used.count === 0) return false;

  const left = await tx.recoveryCode.count({ where: { userId: id, usedAt: null } });
  await record(tx, audit, { key: "recovery_codes.use", subject: username, details: { left } });
  await notifyOwner(tx, id, { what: "recovery_code_used", left });
  return true;
}

const randomCode = () =>
  Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join("");

/** What people may type instead: upper case, spaces and hyphens, and letters that look like digits. */
const normalized = (text: string): string =>
  text.toLowerCase().replace(/[\s-]/g, "").replace(/[il]/g, "1").replaceAll("o", "0");

/** Codes have 50 bits, which are few for a bare hash: the key keeps those in a stolen database from being guessed. */
function hashOf(userId: number, code: string): Buffer<ArrayBuffer> {
  const mac = createHmac("sha256", config.secret).update(`recovery code ${userId} ${code}`);
  return Buffer.from(mac.digest());
}
