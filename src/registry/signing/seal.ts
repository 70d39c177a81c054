import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

const nonceLength = 12;
const tagLength = 16;

/** What bytes are sealed for: those for one purpose open for no other. */
type Purpose = "portus signing keys" | "portus webhooks";

/** Locks bytes away under the instance's secret: AES-256-GCM, nonce ‖ tag ‖ ciphertext. */
export function seal(
  plain: Buffer,
  secret: string,
  purpose: Purpose = "portus signing keys",
): Buffer {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv("aes-256-gcm", sealingKey(secret, purpose), nonce);
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** The bytes again. Throws when they were sealed with another secret, or were tampered with. */
export function unseal(
  box: Uint8Array,
  secret: string,
  purpose: Purpose = "portus signing keys",
): Buffer {
  const bytes = Buffer.from(box);
  const nonce = bytes.subarray(0, nonceLength);
  const decipher = createDecipheriv("aes-256-gcm", sealingKey(secret, purpose), nonce);
  try {
    decipher.setAuthTag(bytes.subarray(nonceLength, nonceLength + tagLength));
    const rest = bytes.subarray(nonceLength + tagLength);
    return Buffer.concat([decipher.update(rest), decipher.final()]);
  } catch {
    throw new Error(
      "What is sealed in the database (signing keys, secrets of webhooks) can't be opened: PORTUS_SECRET differs from the one that sealed them. " +
        "Start Portus with that secret again (without PORTUS_SECRET, it is the file `secret` in the data directory).",
    );
  }
}

function sealingKey(secret: string, purpose: Purpose): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "", purpose, 32));
}
