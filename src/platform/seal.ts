import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

const nonceLength = 12;
const tagLength = 16;

/** What a sealed value is for. A value sealed for one purpose can't be unsealed for another. */
type Purpose =
  | "portus signing keys"
  | "portus webhooks"
  | "portus emails"
  | "portus setup code"
  | "portus sign-in"
  | "portus authenticators"
  | "portus events";

/** Encrypts bytes with a key derived from the instance secret: AES-256-GCM, nonce ‖ tag ‖ ciphertext. */
export function seal(
  plain: Buffer,
  secret: string,
  purpose: Purpose = "portus signing keys",
): Buffer {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv("aes-256-gcm", sealingKey(secret, purpose), nonce);
  const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]);
}

/** Decrypts sealed bytes. Throws if they were sealed with another secret or changed since. */
export function unseal(
  sealed: Uint8Array,
  secret: string,
  purpose: Purpose = "portus signing keys",
): Buffer {
  const bytes = Buffer.from(sealed);
  const nonce = bytes.subarray(0, nonceLength);
  const decipher = createDecipheriv("aes-256-gcm", sealingKey(secret, purpose), nonce);
  try {
    decipher.setAuthTag(bytes.subarray(nonceLength, nonceLength + tagLength));
    const ciphertext = bytes.subarray(nonceLength + tagLength);
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
  } catch {
    throw new Error(
      "The secrets in the database (signing keys, webhook and events secrets, authenticator apps, queued e-mails) can't be decrypted: PORTUS_SECRET differs from the one that encrypted them. " +
        "Start Portus with that secret again (without PORTUS_SECRET, it is the file `secret` in the data directory).",
    );
  }
}

function sealingKey(secret: string, purpose: Purpose): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "", purpose, 32));
}
