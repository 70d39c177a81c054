import { createCipheriv, createDecipheriv } from "node:crypto";
import { damaged } from "./unusable.ts";

type Bytes = AsyncIterable<Buffer>;

const plainLength = 65_536; // of each chunk but the last
const tagLength = 16;
const sealedLength = plainLength + tagLength;

/**
 * Encrypts a stream in chunks, with AES-256-GCM and a key that is used for this stream only (the STREAM construction).
 * The nonce is the number of the chunk, and whether it is the last: a chunk that is missing, moved, repeated or appended
 * does not decrypt.
 */
export async function* sealChunks(plain: Bytes, key: Buffer): AsyncGenerator<Buffer> {
  let number = 0;
  for await (const { bytes, isLast } of pieces(plain, plainLength)) {
    const cipher = createCipheriv("aes-256-gcm", key, nonceOf(number++, isLast));
    yield Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
  }
}

/** Decrypts such a stream. Throws before it passes on anything of a chunk that is not as it was written. */
export async function* openChunks(sealed: Bytes, key: Buffer): AsyncGenerator<Buffer> {
  let number = 0;
  for await (const { bytes, isLast } of pieces(sealed, sealedLength)) {
    yield openChunk(bytes, key, nonceOf(number, isLast), number);
    number += 1;
  }
}

function openChunk(bytes: Buffer, key: Buffer, nonce: Buffer, number: number): Buffer {
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: tagLength });
    decipher.setAuthTag(bytes.subarray(-tagLength));
    return Buffer.concat([decipher.update(bytes.subarray(0, -tagLength)), decipher.final()]);
  } catch {
    throw damaged(`chunk ${number + 1} was changed, or the file ends too early`);
  }
}

/** 11 bytes of the number, and one that is 1 for the last chunk. */
function nonceOf(number: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(number, 5, 6);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}

/** Cuts a stream into pieces of one length. The last may be shorter; there always is one. */
async function* pieces(source: Bytes, length: number) {
  let waiting: Buffer = Buffer.alloc(0);
  for await (const bytes of source) {
    waiting = waiting.length === 0 ? bytes : Buffer.concat([waiting, bytes]);
    while (waiting.length > length) {
      yield { bytes: waiting.subarray(0, length), isLast: false };
      waiting = waiting.subarray(length);
    }
  }
  yield { bytes: waiting, isLast: true };
}
