import { record } from "../../../history/record.ts";
import { db, type Tx, transaction, uniqueViolation } from "../../../platform/db/client.ts";
import { lockUser } from "../../../platform/db/locks.ts";
import { Invalid, NotFound } from "../../../platform/errors.ts";
import { log } from "../../../platform/log.ts";
import type { Actor } from "../../actor/actor.ts";
import type { ActorAudit } from "../../actor/audit.ts";
import { addFactor, removeFactor } from "../factors.ts";
import { notifyOwner } from "../letters.ts";
import { relyingParty, userHandle } from "./relying-party.ts";
import { readAttestation } from "./responses.ts";

const library = () => import("@simplewebauthn/server"); // loaded by the first passkey

const maxPasskeys = 25; // per person
const timeout = 5 * 60 * 1000;

/** What a browser needs to create a passkey. Devices that have one for the account are left out. */
export async function creationOptions({ id, username, displayName }: Actor) {
  const { generateRegistrationOptions } = await library();
  const { id: rpID, name: rpName } = relyingParty();
  const known = await db.passkey.findMany({ where: { userId: id, host: rpID } });
  return generateRegistrationOptions({
    rpID,
    rpName,
    timeout,
    userID: userHandle(id),
    userName: username,
    userDisplayName: displayName ?? username,
    attestationType: "none",
    excludeCredentials: known.map(({ credentialId }) => ({
      id: Buffer.from(credentialId).toString("base64url"),
    })),
    authenticatorSelection: { residentKey: "preferred", userVerification: "preferred" },
  });
}

interface NewPasskey {
  json: string; // what the browser sent
  challenge: string;
  name: string; // empty: a number
  session: string; // stays signed in
}

/** Adds a passkey to the actor's account. Returns recovery codes if it is the first factor. */
export async function addPasskey(
  audit: ActorAudit,
  { json, challenge, name: given, session }: NewPasskey,
): Promise<string[] | null> {
  const { id } = audit.actor;
  const key = await verifiedKey(json, challenge);
  return transaction(async (tx) => {
    await lockUser(tx, id);
    const count = await tx.passkey.count({ where: { userId: id } });
    if (count >= maxPasskeys)
      throw new Invalid({ form: `An account has at most ${maxPasskeys} passkeys. Remove one.` });

    const name = given || `Passkey ${count + 1}`;
    await tx.passkey.create({ data: { ...key, userId: id, name } }).catch(alreadyKnown);
    const codes = await addFactor(tx, { id, session });
    await record(tx, audit, { key: "passkey.create", subject: name });
    await notifyOwner(tx, id, { what: "passkey_added", name });
    return codes;
  });
}

/** The columns of a passkey that a device has just created. */
async function verifiedKey(json: string, challenge: string) {
  const { verifyRegistrationResponse } = await library();
  const { id: host, origin } = relyingParty();
  const response = readAttestation(json);
  const { verified, registrationInfo } = await verifyRegistrationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: host,
    requireUserVerification: false, // as a second factor it need not verify the person
  }).catch((error) => {
    log.info({ err: error }, "a new passkey was refused");
    throw new Invalid({ form: refused });
  });
  if (!verified) throw new Invalid({ form: refused });

  const { credential, credentialDeviceType, aaguid } = registrationInfo;
  return {
    host,
    credentialId: Buffer.from(credential.id, "base64url"),
    publicKey: Buffer.from(credential.publicKey),
    counter: credential.counter,
    transports: response.response.transports,
    synced: credentialDeviceType === "multiDevice",
    model: aaguid,
  };
}

const refused = "The passkey could not be added. Try again, or use another device.";

function alreadyKnown(error: unknown): never {
  if (!uniqueViolation(error)) throw error;
  throw new Invalid({ form: "This passkey belongs to an account already. Use another device." });
}

/** Renames one of the actor's own passkeys. */
export async function renamePasskey(audit: ActorAudit, id: number, name: string): Promise<void> {
  await db.$transaction(async (tx) => {
    const { name: old } = await ownPasskey(tx, audit, id);
    if (old === name) return;
    await tx.passkey.update({ where: { id }, data: { name } });
    await record(tx, audit, { key: "passkey.rename", subject: name, details: { old } });
  });
}

/** Removes one of the actor's own passkeys. */
export async function removePasskey(audit: ActorAudit, id: number): Promise<void> {
  const { id: userId } = audit.actor;
  await transaction(async (tx) => {
    await lockUser(tx, userId);
    const { name } = await ownPasskey(tx, audit, id);
    await tx.passkey.delete({ where: { id } });
    await removeFactor(tx, userId);
    await record(tx, audit, { key: "passkey.delete", subject: name });
    await notifyOwner(tx, userId, { what: "passkey_removed", name });
  });
}

async function ownPasskey(tx: Tx, { actor }: ActorAudit, id: number): Promise<{ name: string }> {
  const found = await tx.passkey.findUnique({ where: { id, userId: actor.id } });
  if (!found) throw new NotFound("passkey");
  return found;
}
