import { db, type Passkey } from "../../../platform/db/client.ts";
import { Invalid } from "../../../platform/errors.ts";
import { log } from "../../../platform/log.ts";
import { relyingParty, userHandle } from "./relying-party.ts";
import { type AssertionResponse, readAssertion } from "./responses.ts";

const library = () => import("@simplewebauthn/server"); // loaded by the first passkey

const timeout = 5 * 60 * 1000;

/** What a browser needs to ask for a passkey: one of the account's, or any that names its account itself. */
export async function requestOptions(account: { id: number } | null) {
  const { generateAuthenticationOptions } = await library();
  const { id: rpID } = relyingParty();
  if (!account)
    return generateAuthenticationOptions({ rpID, timeout, userVerification: "required" });

  const found = await db.passkey.findMany({ where: { userId: account.id, host: rpID } });
  const allowCredentials = found.map(({ credentialId, transports }) => ({
    id: Buffer.from(credentialId).toString("base64url"),
    transports: transports as Transports, // only those that readAttestation() lets in
  }));
  return generateAuthenticationOptions({
    rpID,
    timeout,
    allowCredentials,
    userVerification: "preferred",
  });
}

type Transports = ("ble" | "hybrid" | "internal" | "nfc" | "usb")[];

interface Proof {
  json: string; // what the browser sent
  challenge: string;
  /** Whose passkey it must be. Null: it names its account itself, and its device must have verified the person. */
  account: { id: number } | null;
}

/** Checks what a passkey signed, and returns the id of its account. */
export async function verifyPasskey({ json, challenge, account }: Proof): Promise<number> {
  const response = readAssertion(json);
  const passkey = await findPasskey(response);
  if (!passkey || (account && passkey.userId !== account.id)) throw new Invalid({ form: unknown });

  const newCounter = await verified(passkey, { response, challenge, alone: account === null });
  noteCounter(passkey, newCounter);
  const data = { counter: newCounter, lastUsedAt: new Date() };
  await db.passkey.updateMany({ where: { id: passkey.id }, data });
  return passkey.userId;
}

const unknown = "This passkey does not belong to this account. Use another one.";

async function findPasskey({ rawId, response }: AssertionResponse): Promise<Passkey | null> {
  const credentialId = Buffer.from(rawId, "base64url");
  const passkey = await db.passkey.findUnique({ where: { credentialId } });
  const named = response.userHandle;
  if (!passkey || !named) return passkey;
  return named === userHandle(passkey.userId).toString("base64url") ? passkey : null;
}

interface Given {
  response: AssertionResponse;
  challenge: string;
  alone: boolean; // used without a password
}

/** Returns how often the device says that the passkey was used. */
async function verified(passkey: Passkey, { response, challenge, alone }: Given): Promise<number> {
  const { verifyAuthenticationResponse } = await library();
  const { id, origin } = relyingParty();
  const { userHandle: named, ...signed } = response.response;
  const answer = await verifyAuthenticationResponse({
    response: { ...response, response: { ...signed, ...(named && { userHandle: named }) } },
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: id,
    requireUserVerification: alone,
    credential: {
      id: Buffer.from(passkey.credentialId).toString("base64url"),
      publicKey: new Uint8Array(passkey.publicKey),
      counter: 0, // a counter that goes back is logged, not refused
    },
  }).catch((error) => refuse(error));
  if (!answer.verified) throw new Invalid({ form: invalid });
  return answer.authenticationInfo.newCounter;
}

/** The library throws for everything that does not fit: challenge, origin, host, missing verification. */
function refuse(error: unknown): never {
  log.info({ err: error }, "a passkey was refused");
  throw new Invalid({ form: invalid });
}

const invalid =
  "This passkey was refused. Its device may not have asked for a PIN, fingerprint or face: then sign in with the password first.";

/** Passkeys that are synced do not count, so that a copy looks like the original. */
function noteCounter({ id, userId, counter }: Passkey, newCounter: number): void {
  if (counter > 0n && BigInt(newCounter) <= counter)
    log.warn(
      { passkey: id, user: userId, counter: Number(counter), newCounter },
      "the counter of a passkey went back: it may have been copied",
    );
}
