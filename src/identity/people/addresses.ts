import { type Tx, uniqueViolation } from "../../platform/db/client.ts";
import { ensure, Invalid } from "../../platform/errors.ts";
import { canSendEmail } from "../../platform/mail/smtp.ts";
import { secondsToWait } from "../../platform/rate-limits.ts";
import type { Actor } from "../actor/actor.ts";
import { canAdministerPeople, canChangeCredentials } from "../actor/policy.ts";
import { emailLink, emailNotice } from "../email-links/emails.ts";
import { deleteLinks, makeLink } from "../email-links/links.ts";
import { cannotChangeCredentials } from "./sentences.ts";

// E-mail addresses. If Portus can send e-mail, a new address is pending until its owner opens the link that was sent there.

/** E-mails per address and hour that somebody else gave it to an account. */
const notices = { name: "address-notice", max: 3, windowMs: 60 * 60 * 1000 };

interface Addresses {
  email: string | null;
  withheldEmail: string | null;
}

interface Person extends Addresses {
  id: number;
  username: string;
}

/** The address that a person sees as their own, even if another account has it. */
export function ownAddress({ email, withheldEmail }: Addresses): string | null {
  return email ?? withheldEmail;
}

/** The address of an account as the viewer may see it: admins see whose it is, other people only their own. */
export function shownAddress(viewer: Actor, user: Addresses & { id: number }): string | null {
  if (viewer.id === user.id) return ownAddress(user);
  return canAdministerPeople(viewer) ? user.email : null;
}

/** The address that waits for its confirmation. */
export async function pendingAddress(tx: Pick<Tx, "emailedLink">, userId: number) {
  const where = { userId_purpose: { userId, purpose: "address" as const } };
  return (await tx.emailedLink.findUnique({ where, select: { address: true } }))?.address ?? null;
}

/** Changes a person's address, or asks the new address to confirm it. Links sent to the old one become invalid. */
export async function changeAddress(
  tx: Tx,
  actor: Actor,
  { person, email }: { person: Person; email: string | null },
): Promise<void> {
  if (email === person.email || email === ownAddress(person)) return;
  ensure(canChangeCredentials(actor), cannotChangeCredentials);
  await tx.$queryRaw`SELECT id FROM users WHERE id = ${person.id} FOR UPDATE`; // accounts before links, as elsewhere
  await deleteLinks(tx, person.id);
  await notifyOldAddress(tx, person, email);
  if (email === null || !canSendEmail()) return setAddress(tx, person.id, email);
  await askNewAddress(tx, actor, { person, email });
}

export async function setAddress(tx: Tx, id: number, email: string | null): Promise<void> {
  const data = { email, withheldEmail: null };
  await tx.user.update({ where: { id }, data }).catch(addressTaken);
}

/** Keeps an address that another account has: only its owner is notified, the person who typed it learns nothing. */
export async function withholdAddress(
  tx: Tx,
  { id, username }: Pick<Person, "id" | "username">,
  email: string,
): Promise<void> {
  await tx.user.update({ where: { id }, data: { withheldEmail: email } });
  await notifyOwner(tx, username, email);
}

/** Only admins, who see all addresses, are notified that another account has it. */
async function askNewAddress(
  tx: Tx,
  actor: Actor,
  { person: { id, username }, email }: { person: Person; email: string },
): Promise<void> {
  const taken = await tx.user.count({ where: { email } });
  if (taken > 0 && canAdministerPeople(actor)) throw new Invalid({ email: takenByOther });
  const link = await makeLink(tx, id, "address", email);
  if (taken > 0) await notifyOwner(tx, username, email);
  else await emailLink(tx, "address", { username, email }, link);
}

async function notifyOldAddress(tx: Tx, { username, email }: Person, wanted: string | null) {
  if (!email || !canSendEmail()) return;
  await emailNotice(tx, "address-changes", email, { username, wanted });
}

async function notifyOwner(tx: Tx, username: string, email: string): Promise<void> {
  if (!canSendEmail()) return;
  const owner = await tx.user.findUnique({ where: { email }, select: { username: true } });
  const canNotify = (await secondsToWait(notices, email)) === null;
  if (owner && canNotify)
    await emailNotice(tx, "address-taken", email, { username, owner: owner.username });
}

const takenByOther = "Another account has this e-mail address. Enter a different one.";

function addressTaken(error: unknown): never {
  throw uniqueViolation(error) ? new Invalid({ email: takenByOther }) : error;
}
