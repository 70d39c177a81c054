import { type Tx, uniqueViolation } from "../../platform/db/client.ts";
import { ensure, Invalid } from "../../platform/errors.ts";
import { canSendEmail } from "../../platform/mail/smtp.ts";
import { admitAttempt, secondsToWait } from "../../platform/rate-limits.ts";
import type { Actor } from "../actor/actor.ts";
import { canAdministerPeople, canChangeCredentials } from "../actor/policy.ts";
import { emailLink, emailNotice } from "../email-links/emails.ts";
import { deleteLink, deleteLinks, makeLink } from "../email-links/links.ts";
import { cannotChangeCredentials } from "./sentences.ts";

// E-mail addresses. If Portus can send e-mail, a new address is pending until its owner opens the link that was sent there.

const windowMs = 60 * 60 * 1000;

/** E-mails per address and hour that somebody else gave it to an account. */
const notices = { name: "address-notice", max: 3, windowMs };

/** New addresses per hour that one account asks to confirm for another, or for itself. */
const requests = {
  name: "address-request",
  max: 5,
  windowMs,
  what: "Too many new e-mail addresses were entered for this account.",
  wayOut: "The newest e-mail has the link that works.",
};
const repeatAfterMs = 60 * 1000;

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
  return (await findRequest(tx, userId))?.address ?? null;
}

/** What came of a change of address. */
export interface AddressChange {
  /** It was asked less than a minute ago and gets no other e-mail. */
  repeated: boolean;
  /** The address that was pending and no longer is, because its person saved the current one. */
  cancelled?: string;
}

interface Change {
  person: Person;
  email: string | null;
}

/** Changes a person's address, or asks the new address to confirm it. Links sent to the old one become invalid. */
export async function changeAddress(
  tx: Tx,
  actor: Actor,
  { person, email }: Change,
): Promise<AddressChange> {
  if (isUnchanged(actor, { person, email })) return cancelRequest(tx, actor, person);
  ensure(canChangeCredentials(actor), cannotChangeCredentials);
  if (email !== null && canSendEmail()) return askNewAddress(tx, actor, { person, email });

  await deleteLinks(tx, person.id);
  await notifyOldAddress(tx, person, email);
  await setAddress(tx, person.id, email, { isConfirmed: actor.id !== person.id });
  return { repeated: false };
}

/** Admins see that a withheld address is another's; to its person it is their own. */
function isUnchanged(actor: Actor, { person, email }: Change): boolean {
  return email === person.email || (actor.id === person.id && email === ownAddress(person));
}

/** Saving the current address withdraws the request for another one. Admins save an account without seeing what is pending. */
async function cancelRequest(tx: Tx, actor: Actor, { id }: Person): Promise<AddressChange> {
  const cancelled = actor.id === id ? await pendingAddress(tx, id) : null;
  if (cancelled === null) return { repeated: false };
  await deleteLink(tx, id, "address");
  return { repeated: false, cancelled };
}

/** Without a confirmation, the address is only what its person says. */
export async function setAddress(
  tx: Tx,
  id: number,
  email: string | null,
  { isConfirmed }: { isConfirmed: boolean },
): Promise<void> {
  const emailConfirmedAt = isConfirmed && email !== null ? new Date() : null;
  const data = { email, withheldEmail: null, emailConfirmedAt };
  await tx.user.update({ where: { id }, data }).catch(addressTaken);
}

/** E-mails a link to a new address. Only admins, who see all addresses, read that another account has it. */
async function askNewAddress(
  tx: Tx,
  actor: Actor,
  { person, email }: { person: Person; email: string },
): Promise<AddressChange> {
  const { id, username } = person;
  const taken = await tx.user.count({ where: { email } });
  if (taken > 0 && canAdministerPeople(actor)) throw new Invalid({ email: takenByOther });
  const last = await findRequest(tx, id);
  if (last?.address === email && Date.now() - last.createdAt.getTime() < repeatAfterMs)
    return { repeated: true };

  await admitAttempt(requests, `${actor.id} ${id}`, tx);
  await deleteLinks(tx, id);
  await notifyOldAddress(tx, person, email);
  const link = await makeLink(tx, id, "address", email);
  if (taken > 0) await notifyOwner(tx, username, email);
  else await emailLink(tx, "address", { username, email }, link);
  return { repeated: false };
}

function findRequest(tx: Pick<Tx, "emailedLink">, userId: number) {
  return tx.emailedLink.findFirst({
    where: { userId, purpose: "address", expiresAt: { gt: new Date() } },
    select: { address: true, createdAt: true },
  });
}

async function notifyOldAddress(tx: Tx, { username, email }: Person, wanted: string | null) {
  if (!email || !canSendEmail()) return;
  await emailNotice(tx, "address-changes", email, { username, wanted });
}

/** Notifies the account that has an address that somebody entered it for another one. */
export async function notifyOwner(tx: Tx, username: string, email: string): Promise<void> {
  const owner = await tx.user.findUnique({ where: { email }, select: { username: true } });
  if (!owner || !canSendEmail() || (await secondsToWait(notices, email, tx)) !== null) return;
  await emailNotice(tx, "address-taken", email, { username, owner: owner.username });
}

const takenByOther = "Another account has this e-mail address. Enter a different one.";

function addressTaken(error: unknown): never {
  throw uniqueViolation(error) ? new Invalid({ email: takenByOther }) : error;
}
