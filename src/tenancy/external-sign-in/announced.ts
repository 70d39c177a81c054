import type { ExternalPerson } from "../../identity/providers/external-person.ts";
import { db, type ExternalIdentity, type Tx, uniqueViolation } from "../../platform/db/client.ts";
import { disconnectWithin } from "./groups.ts";
import { applyAnswer, changeIdentity } from "./suspension.ts";

// People who SCIM sends before they sign in: their identity has the key of the directory, and no subject yet.

export type Found = Pick<ExternalIdentity, "id" | "userId" | "providerId">;

const byKey = (key: { providerId: number; directoryKey: string }) => ({
  providerId_directoryKey: key,
});

/** The identity that SCIM sent for somebody who signs in for the first time, which is theirs from now on; null if none. */
export async function claimAnnounced(
  tx: Tx,
  { id: providerId }: { id: number },
  { directoryKey, subject, email, emailVerified }: ExternalPerson,
): Promise<ExternalIdentity | null> {
  if (!directoryKey) return null;
  const waiting = await tx.externalIdentity.findUnique({
    where: byKey({ providerId, directoryKey }),
  });
  if (!waiting || waiting.subject !== null) return null;
  if (email && emailVerified && !(await tx.user.findUnique({ where: { email } })))
    await tx.user.updateMany({ where: { id: waiting.userId, email: null }, data: { email } });
  return tx.externalIdentity.update({ where: { id: waiting.id }, data: { subject } });
}

/**
 * Keeps the key of somebody who signed in, by which SCIM finds them. If SCIM announced them as somebody else before the
 * key was known, what it says counts for their account from now on.
 */
export async function takeScimUser(
  identity: Found,
  { directoryKey }: ExternalPerson,
): Promise<void> {
  if (!directoryKey) return;
  const key = { providerId: identity.providerId, directoryKey };
  const known = await db.externalIdentity.findUnique({ where: byKey(key) });
  if (!known) return keepKey(identity, directoryKey);
  if (known.id === identity.id || known.subject !== null) return;

  const gone = await changeIdentity(known, async (tx) => {
    const waiting = await tx.externalIdentity.findUnique({ where: byKey(key) });
    const hasOwn = (await tx.scimUser.count({ where: { identityId: identity.id } })) > 0;
    if (!waiting || waiting.subject !== null || hasOwn) return null;
    await tx.scimUser.updateMany({
      where: { identityId: waiting.id },
      data: { identityId: identity.id },
    });
    await disconnectWithin(tx, waiting);
    const data = { directoryKey, mappedAt: new Date(0) }; // its SCIM groups are applied
    await tx.externalIdentity.update({ where: { id: identity.id }, data });
    return waiting.gone;
  });
  if (gone === "deprovisioned") await applyAnswer(identity, { state: gone });
}

/** The key of a SCIM user is what SCIM said. */
async function keepKey({ id }: Found, directoryKey: string): Promise<void> {
  const where = { id, scimUser: null };
  await db.externalIdentity.updateMany({ where, data: { directoryKey } }).catch((error) => {
    if (!uniqueViolation(error)) throw error; // somebody else got it at the same moment
  });
}

/** Whether SCIM said that somebody is inactive or deleted, and could still say otherwise. */
export async function isDeprovisioned(tx: Tx, { id }: { id: number }): Promise<boolean> {
  const where = { id, gone: "deprovisioned", provider: { scimToken: { isNot: null } } } as const;
  return (await tx.externalIdentity.count({ where })) > 0;
}
