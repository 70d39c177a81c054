import { createHash, randomInt, timingSafeEqual } from "node:crypto";
import { config } from "../../platform/config/config.ts";
import { db, type Tx } from "../../platform/db/client.ts";
import { seal, unseal } from "../../platform/seal.ts";

// The setup code proves that the first person to sign up can read the log or the data directory.

const alphabet = "abcdefghjkmnpqrstuvwxyz23456789"; // without letters that look like digits
const groups = 4;
const groupLength = 5; // 4 × 5 characters are 99 bits

/** The setup code of this database: the one that is set, or else one that is made at the first call. */
export async function setupCode(): Promise<string> {
  return config.setupCode ?? (await findCode()) ?? (await makeCode());
}

/** Whether this is the setup code. Makes none: with the first account it is deleted for good. */
export async function isSetupCode(given: string): Promise<boolean> {
  const code = config.setupCode ?? (await findCode());
  return code !== null && timingSafeEqual(digestOf(given), digestOf(code));
}

/** Deletes the code, in the transaction that creates an account. */
export async function deleteSetupCode(tx: Tx): Promise<void> {
  await tx.setupCode.deleteMany();
}

async function findCode(): Promise<string | null> {
  const row = await db.setupCode.findFirst();
  return row && unseal(row.sealedCode, config.secret, "portus setup code").toString();
}

/** Of two replicas that start at once, one makes the code and both use it. */
async function makeCode(): Promise<string> {
  const code = Array.from({ length: groups }, randomGroup).join("-");
  const sealed = seal(Buffer.from(code), config.secret, "portus setup code");
  await db.setupCode.createMany({
    data: { sealedCode: Uint8Array.from(sealed) },
    skipDuplicates: true,
  });
  return (await findCode()) ?? code;
}

function randomGroup(): string {
  return Array.from({ length: groupLength }, () =>
    alphabet.charAt(randomInt(alphabet.length)),
  ).join("");
}

/** People type the code: capitals and blanks around it make no difference. */
const digestOf = (text: string) => createHash("sha256").update(text.trim().toLowerCase()).digest();
