import { config } from "../../platform/config/config.ts";
import type { SigningKey, Tx } from "../../platform/db/client.ts";
import { seal, unseal } from "../../platform/seal.ts";
import type { Pair } from "./certificates.ts";

/** Stores a key of either kind; its private part is sealed with the secret of the instance. */
export async function storeKey(
  tx: Tx,
  kind: SigningKey["kind"],
  { key, ...pair }: Pair,
): Promise<void> {
  const sealedKey = new Uint8Array(seal(key, config.secret));
  await tx.signingKey.create({ data: { kind, sealedKey, ...pair } });
}

/** The private key of a row, as PKCS #8. */
export function privateKeyOf({ sealedKey }: Pick<SigningKey, "sealedKey">): Buffer {
  return unseal(sealedKey, config.secret);
}
