import { randomBytes } from "node:crypto";
import { record } from "../../history/record.ts";
import { config } from "../../platform/config/config.ts";
import { db, type Tx, transaction } from "../../platform/db/client.ts";
import { lockUser } from "../../platform/db/locks.ts";
import { Invalid, NotFound } from "../../platform/errors.ts";
import { seal, unseal } from "../../platform/seal.ts";
import type { ActorAudit } from "../actor/audit.ts";
import { addFactor, removeFactor } from "./factors.ts";
import { notifyOwner } from "./letters.ts";
import { pathOf, qrCode } from "./qr/qr.ts";
import { keyOf, keyUri, secretLength, stepOf } from "./totp.ts";

const purpose = "portus authenticators";

/** A new secret, sealed for the session: it becomes the account's when a code from the app confirms it. */
export const newSecret = (): string =>
  seal(randomBytes(secretLength), config.secret, purpose).toString("base64");

/** How a person gets a secret into their app: a QR code, and the same as text. */
export function presentSecret(sealed: string, { username }: { username: string }) {
  const secret = unsealed(sealed);
  const uri = keyUri(secret, { host: new URL(config.url).hostname, username });
  const code = qrCode(uri);
  return { uri, key: keyOf(secret), qr: { size: code.size, path: pathOf(code) } };
}

interface Confirmation {
  sealed: string;
  code: string;
  session: string; // stays signed in
}

/** Adds the app with this secret to the actor's account. Returns recovery codes if it is the first factor. */
export async function addAuthenticator(
  audit: ActorAudit,
  { sealed, code, session }: Confirmation,
): Promise<string[] | null> {
  const { id, username } = audit.actor;
  const lastStep = stepOf(code, unsealed(sealed));
  if (lastStep === null) throw new Invalid({ code: mismatch });
  return transaction(async (tx) => {
    await lockUser(tx, id);
    if ((await tx.authenticator.count({ where: { userId: id } })) > 0)
      throw new Invalid({ form: "Your account has an authenticator app already." });
    const secret = Buffer.from(sealed, "base64");
    await tx.authenticator.create({ data: { userId: id, secret, lastStep } });
    const codes = await addFactor(tx, { id, session });
    await record(tx, audit, { key: "authenticator.create", subject: username });
    await notifyOwner(tx, id, { what: "authenticator_added" });
    return codes;
  });
}

const mismatch =
  "This code does not match. Enter the newest one that your app shows; the clock of its device must be right.";

/** Removes the authenticator app from the actor's account. */
export async function removeAuthenticator(audit: ActorAudit): Promise<void> {
  const { id, username } = audit.actor;
  await transaction(async (tx) => {
    await lockUser(tx, id);
    const { count } = await tx.authenticator.deleteMany({ where: { userId: id } });
    if (count === 0) throw new NotFound("authenticator app");
    await removeFactor(tx, id);
    await record(tx, audit, { key: "authenticator.delete", subject: username });
    await notifyOwner(tx, id, { what: "authenticator_removed" });
  });
}

/** Whether this is a code of the account's app that was not used before. Of two concurrent uses, one fails. */
export async function useAuthenticatorCode(tx: Tx, userId: number, code: string): Promise<boolean> {
  const found = await tx.authenticator.findUnique({ where: { userId } });
  if (!found) return false;
  const secret = unseal(found.secret, config.secret, purpose);
  const lastStep = stepOf(code, secret, { after: found.lastStep });
  if (lastStep === null) return false;
  const where = { userId, lastStep: { lt: lastStep } };
  return (await tx.authenticator.updateMany({ where, data: { lastStep } })).count === 1;
}

export async function hasAuthenticator({ id }: { id: number }): Promise<boolean> {
  return (await db.authenticator.count({ where: { userId: id } })) > 0;
}

const unsealed = (sealed: string) => unseal(Buffer.from(sealed, "base64"), config.secret, purpose);
