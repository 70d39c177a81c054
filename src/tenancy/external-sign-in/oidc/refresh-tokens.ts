import { config } from "../../../platform/config/config.ts";
import { db } from "../../../platform/db/client.ts";
import { seal, unseal } from "../../../platform/seal.ts";

// The refresh tokens of providers, by which Portus asks them later whether an account still exists there.

const purpose = "portus sign-in";
const maxLength = 10_000; // characters

type Sealed = Uint8Array<ArrayBuffer>;

export const unsealRefreshToken = (sealed: Uint8Array): string =>
  unseal(sealed, config.secret, purpose).toString();

/** Keeps the refresh token of a sign-in. Without one, an earlier one stays. */
export async function keepRefreshToken(
  { provider, subject }: { provider: { id: number }; subject: string },
  token: string | null,
): Promise<void> {
  if (token === null || token.length > maxLength) return;
  const where = { providerId: provider.id, subject };
  await db.externalIdentity.updateMany({ where, data: { sealedRefreshToken: sealed(token) } });
}

interface Used {
  id: number; // of the identity
  sealedRefreshToken: Sealed;
}

/** Replaces a refresh token that was used. False if a sign-in replaced it in the meantime, which counts more. */
export async function replaceRefreshToken(
  { id, sealedRefreshToken }: Used,
  next: string | null,
): Promise<boolean> {
  const usable = next !== null && next.length <= maxLength;
  const { count } = await db.externalIdentity.updateMany({
    where: { id, sealedRefreshToken },
    data: { sealedRefreshToken: usable ? sealed(next) : null },
  });
  return count === 1;
}

const sealed = (token: string): Sealed =>
  new Uint8Array(seal(Buffer.from(token), config.secret, purpose));
