import { record } from "../../history/record.ts";
import { systemAudit } from "../../identity/actor/audit.ts";
import { deleteLinks } from "../../identity/email-links/links.ts";
import { changeUser, ensureNotLastAdmin } from "../../identity/people/admins.ts";
import type { ExternalIdentity, Suspension, Tx, User } from "../../platform/db/client.ts";
import { db } from "../../platform/db/client.ts";
import { Invalid } from "../../platform/errors.ts";
import { endSessions } from "../../platform/http/session-store.ts";
import { log } from "../../platform/log.ts";
import { applyGroups, lockMappedTeams } from "./groups.ts";

// Suspended is a kind of disabled: every check that refuses disabled accounts refuses these. Nothing is deleted, and a
// sign-in through the provider ends it, which never enables an account that an admin disabled.

type Identity = Pick<ExternalIdentity, "id" | "userId" | "providerId" | "grantsAdmin">;

/** What a provider answered about one of its people. An outage is no answer. */
export type Answer =
  | { state: "active"; groups: readonly string[] | null }
  | { state: Exclude<Suspension, "unconfirmed"> };

/**
 * Applies a provider's answer about one of its people: their groups, or a suspension. Only answers that the provider
 * really gave may come here. The last admin is not suspended.
 */
export async function applyAnswer({ id }: { id: number }, answer: Answer): Promise<void> {
  const identity = await db.externalIdentity.findUnique({ where: { id } });
  if (!identity) return; // disconnected in the meantime
  try {
    await changeIdentity(identity, async (tx, user) => {
      if (answer.state !== "active")
        return suspendIdentity(tx, user, { id, gone: strongest(identity, answer.state) });
      const checkedAt = new Date();
      const data = { checkedAt, confirmedAt: checkedAt };
      const current = await tx.externalIdentity.update({ where: { id }, data });
      await applyGroups(tx, current, answer.groups);
    });
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    log.warn({ identity: id, err: error }, "the last admin is not suspended");
  }
}

/** What only SCIM ends is not replaced by what a sign-in ends. */
const strongest = ({ gone }: Pick<ExternalIdentity, "gone">, state: Suspension) =>
  gone === "deprovisioned" ? gone : state;

/** Suspends somebody because of one of their identities. Throws Invalid for the last admin. */
export async function suspendIdentity(
  tx: Tx,
  user: User,
  { id, gone }: { id: number; gone: Suspension },
): Promise<void> {
  await tx.externalIdentity.update({ where: { id }, data: { checkedAt: new Date(), gone } });
  await suspendWithin(tx, user, gone);
}

/** Suspends somebody because no provider confirmed them for too long. The caller found that. */
export async function suspendUnconfirmed(userId: number): Promise<void> {
  await changeUser(systemAudit.actor, userId, (tx, user) => suspendWithin(tx, user, "unconfirmed"));
}

/** Ends sessions at once; tokens stay, and are refused until a sign-in ends the suspension. */
async function suspendWithin(tx: Tx, user: User, suspension: Suspension): Promise<void> {
  if (user.disabledAt) return;
  await ensureNotLastAdmin(tx, user);
  await tx.user.update({ where: { id: user.id }, data: { disabledAt: new Date(), suspension } });
  await endSessions(tx, user.id);
  await deleteLinks(tx, user.id);
  await record(tx, systemAudit, {
    key: "user.suspend",
    subject: user.username,
    details: { why: suspension },
  });
}

/**
 * Ends a suspension after the person signed in through one of their identities, or SCIM sent them as active. False if
 * another provider says that they are gone, or if an admin disabled the account.
 */
export async function wakeWithin(tx: Tx, user: User, identity: { id: number }): Promise<boolean> {
  await tx.externalIdentity.update({ where: { id: identity.id }, data: { gone: null } });
  if (!user.disabledAt) return true;
  if (!user.suspension) return false;
  const where = { userId: user.id, gone: { not: null } };
  if ((await tx.externalIdentity.count({ where })) > 0) return false;

  await tx.user.update({ where: { id: user.id }, data: { disabledAt: null, suspension: null } });
  await record(tx, systemAudit, { key: "user.wake", subject: user.username });
  return true;
}

/** Changes what a person's identity gives, with the locks in the order that everybody keeps: teams, then people. */
export async function changeIdentity<T>(
  { userId, providerId }: Pick<Identity, "userId" | "providerId">,
  work: (tx: Tx, user: User) => Promise<T>,
): Promise<T> {
  return changeUser(systemAudit.actor, userId, work, (tx) =>
    lockMappedTeams(tx, { userId, providerId }),
  );
}
