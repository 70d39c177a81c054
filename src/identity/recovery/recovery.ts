import { type Agent, type Audit, record } from "../../history/record.ts";
import { networkOf, siteOf } from "../../platform/cidr.ts";
import { type EmailedLink, type Tx, transaction, type User } from "../../platform/db/client.ts";
import { lockUser } from "../../platform/db/locks.ts";
import { ensure, Invalid, NotFound } from "../../platform/errors.ts";
import { log } from "../../platform/log.ts";
import { canSendEmail } from "../../platform/mail/smtp.ts";
import {
  admitAttempt,
  limitKey,
  resetAttempts,
  secondsToWait,
} from "../../platform/rate-limits.ts";
import type { ActorAudit } from "../actor/audit.ts";
import { canAdministerPeople, canChangeCredentials } from "../actor/policy.ts";
import { unknown } from "../actor/system-actors.ts";
import { emailLink } from "../email-links/emails.ts";
import { deleteLinks, findLink, InvalidLink, makeLink, redeemLink } from "../email-links/links.ts";
import { setAddress } from "../people/addresses.ts";
import { refuseRobot, setPassword } from "../people/profile.ts";
import { cannotChangeCredentials } from "../people/sentences.ts";
import { isKnownNetwork } from "../sign-in/known-networks.ts";
import { hashNewPasswordOf } from "../sign-in/new-passwords.ts";
import { admitOwner } from "../sign-in/throttle.ts";

const windowMs = 60 * 60 * 1000;
const refusal = {
  windowMs,
  what: "Too many links were requested from your network.",
  wayOut: "The newest e-mail has the link that works. An admin can also give you one.",
};
const perSite = { name: "links from", max: 20, ...refusal };
const perAddressee = { name: "links from and to", max: 5, ...refusal }; // per network
const toAddressee = { name: "links to", max: 10, windowMs }; // from networks where the account never signed in

interface From {
  address: string;
}

/**
 * Sends a link to the account with this e-mail address. The work is done after this returns: neither the response nor
 * its timing reveals whether the account exists. Throws TooMany if this network requested too many links.
 */
export async function requestLink(email: string, { address }: From): Promise<void> {
  await admitAttempt(perSite, siteOf(address));
  await admitAttempt(perAddressee, `${networkOf(address)} ${email}`);
  void sendLink(email, { address }).catch((error) =>
    log.error({ err: error }, "a link could not be sent"),
  );
}

export interface PasswordLink {
  secret: string;
  expiresAt: Date;
  mailedTo: string | null; // null: the admin hands the link over
}

/** Creates a link that sets a person's password: e-mailed, or handed over by the admin if that is impossible. */
export async function issuePasswordLink(audit: ActorAudit, id: number): Promise<PasswordLink> {
  return transaction((tx) => issuePasswordLinkWithin(tx, audit, id));
}

export async function issuePasswordLinkWithin(
  tx: Tx,
  audit: ActorAudit,
  id: number,
): Promise<PasswordLink> {
  ensure(canAdministerPeople(audit.actor), "Only admins may reset a password.");
  ensure(canChangeCredentials(audit.actor), cannotChangeCredentials);
  await lockUser(tx, id); // so that no link outlives a concurrent disabling
  const user = await tx.user.findUnique({ where: { id } });
  if (!user) throw new NotFound("user");
  refuseRobot(user);
  if (user.disabledAt)
    throw new Invalid({ form: `${user.username} is disabled. Enable the account first.` });

  const kind = user.passwordHash === null ? "invitation" : "password";
  const { username, email } = user;
  const link = await makeLink(tx, id, kind);
  const mailedTo = canSendEmail() ? email : null;
  if (mailedTo) await emailLink(tx, kind, { username, email: mailedTo }, link);
  await record(tx, audit, { key: "user.send_password_link", subject: username });
  return { secret: link.secret, expiresAt: link.expiresAt, mailedTo };
}

/** Sets a new password by a link. All sessions and signed-in clients of the person end. */
export async function setPasswordByLink(
  secret: string,
  password: string,
  { address }: From,
): Promise<string> {
  const { user: owner } = await findLink(secret, "password");
  const passwordHash = await hashNewPasswordOf(owner.id, password);
  return transaction(async (tx) => {
    const { userId: id } = await redeemLink(tx, secret, "password");
    const user = await tx.user.findUnique({ where: { id, disabledAt: null } });
    if (!user) throw new NotFound("account");

    await setPassword(tx, id, passwordHash);
    await record(tx, byLink(user, address), { key: "user.reset_password", subject: user.username });
    await admitOwner(tx, { username: user.username, address });
    await resetAttempts(tx, limitKey(toAddressee, user.email ?? ""));
    return user.username;
  });
}

/** Activates an account whose e-mail address is now confirmed. */
export async function confirmAddress(secret: string, { address }: From): Promise<string> {
  return transaction(async (tx) => {
    const { userId: id } = await redeemLink(tx, secret, "confirmation");
    const data = { disabledAt: null, emailConfirmedAt: new Date() };
    const user = await tx.user.update({ where: { id }, data });
    await record(tx, byLink(user, address), {
      key: "user.confirm_address",
      subject: user.username,
    });
    return user.username;
  });
}

/** Gives an account its new address, which is now proven. Other links of the account become invalid. */
export async function confirmNewAddress(secret: string, { address }: From): Promise<string> {
  return transaction(async (tx) => {
    const { userId: id, address: email } = await redeemLink(tx, secret, "address");
    if (email === null) throw new InvalidLink();
    await setAddress(tx, id, email, { isConfirmed: true });
    await deleteLinks(tx, id);
    const user = await tx.user.findUniqueOrThrow({ where: { id } });
    await record(tx, byLink(user, address), {
      key: "user.confirm_address",
      subject: user.username,
    });
    return user.username;
  });
}

function byLink(actor: Agent, address: string): Audit {
  return { actor, credential: "email_link", address };
}

type Addressee = User & { emailedLinks: EmailedLink[]; identities: object[] };

async function sendLink(email: string, { address }: From): Promise<void> {
  if (!canSendEmail() || (await hasEnoughLinks(email, address))) return;
  await transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM users WHERE email = ${email} FOR UPDATE`; // so that no link outlives a concurrent disabling
    const include = { emailedLinks: true, identities: { take: 1 } };
    const user = await tx.user.findUnique({ where: { email }, include });
    const kind = user && kindFor(user);
    if (!kind) return;
    const { id, username } = user;
    await emailLink(tx, kind, { username, email }, await makeLink(tx, id, kind));
    const visitor: Audit = { actor: unknown, credential: "none", address };
    await record(tx, visitor, { key: "user.request_link", subject: username });
  });
}

/**
 * A disabled account gets a link only if it still waits for the confirmation of its address. Who signs in with a provider
 * alone gets none: a password here would go on when the provider no longer has them.
 */
function kindFor(user: Addressee): "password" | "confirmation" | null {
  if (user.robot || (user.passwordHash === null && user.identities.length > 0)) return null;
  if (!user.disabledAt) return "password";
  const waits = user.emailedLinks.some(({ purpose }) => purpose === "confirmation");
  return waits ? "confirmation" : null;
}

/**
 * Whether strangers requested so many links that another would only be a nuisance: the newest of these is still valid.
 * Where the account has signed in before, its owner always gets one.
 */
async function hasEnoughLinks(email: string, address: string): Promise<boolean> {
  if (await isKnownNetwork({ email }, address)) return false;
  return (await secondsToWait(toAddressee, email)) !== null;
}
