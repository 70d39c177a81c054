import { config } from "../../platform/config/config.ts";
import { db } from "../../platform/db/client.ts";

// People without a password here have access for as long as their provider confirms them: at each sign-in, and when
// Portus asks the provider. What sends SCIM says by itself who left.

const dayMs = 24 * 60 * 60 * 1000;
const batch = 500;

/** When the access of an account ends unless a provider confirms the person before; null if it does not end. */
export async function confirmedUntil(userId: number): Promise<Date | null> {
  if (config.confirmationDays === 0) return null;
  const identities = await db.externalIdentity.findMany({
    where: { userId, user: { passwordHash: null } },
    select: {
      confirmedAt: true,
      scimUser: {
        select: { provider: { select: { scimToken: { select: { providerId: true } } } } },
      },
    },
  });
  if (identities.length === 0) return null;
  if (identities.some(({ scimUser }) => scimUser?.provider.scimToken)) return null;
  const newest = Math.max(...identities.map(({ confirmedAt }) => confirmedAt.getTime()));
  return new Date(newest + config.confirmationDays * dayMs);
}

/** The accounts whose access has ended in this way and that are not suspended yet, a batch at a time. */
export async function findUnconfirmed(): Promise<number[]> {
  if (config.confirmationDays === 0) return [];
  const before = new Date(Date.now() - config.confirmationDays * dayMs);
  const rows = await db.$queryRaw<{ id: number }[]>`
    SELECT DISTINCT users.id FROM external_identities AS old JOIN users ON users.id = old.user_id
    WHERE old.confirmed_at < ${before} AND users.disabled_at IS NULL AND users.password_hash IS NULL
      AND NOT EXISTS (SELECT FROM external_identities AS other WHERE other.user_id = users.id
        AND (other.confirmed_at >= ${before} OR EXISTS (SELECT FROM scim_users AS sent
          JOIN scim_tokens AS token ON token.provider_id = sent.provider_id WHERE sent.identity_id = other.id)))
    ORDER BY users.id LIMIT ${batch}`;
  return rows.map(({ id }) => id);
}
