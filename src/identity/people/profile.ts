import { record } from "../../history/record.ts";
import { db, type Tx, transaction, type User } from "../../platform/db/client.ts";
import { lockUser } from "../../platform/db/locks.ts";
import { ensure, Invalid } from "../../platform/errors.ts";
import { endSessions } from "../../platform/http/session-store.ts";
import type { Actor } from "../actor/actor.ts";
import type { ActorAudit } from "../actor/audit.ts";
import { canAdministerPeople, canChangeCredentials } from "../actor/policy.ts";
import { deleteLinks } from "../email-links/links.ts";
import { authenticatePassword } from "../sign-in/credentials.ts";
import { hashNewPasswordOf } from "../sign-in/new-passwords.ts";
import { revokeRefreshTokensOf } from "../tokens/refresh-tokens.ts";
import { type AddressChange, changeAddress, ownAddress, pendingAddress } from "./addresses.ts";
import { changeUser } from "./admins.ts";
import type { PasswordInput } from "./schemas.ts";
import { cannotChangeCredentials } from "./sentences.ts";

export interface Profile {
  email: string | null;
  displayName: string | null;
}

/** The profile, with the address that waits for its confirmation. */
export async function profileOf({
  id,
}: Pick<Actor, "id">): Promise<Profile & { pendingEmail: string | null }> {
  const select = { email: true, withheldEmail: true, displayName: true };
  const { displayName, ...user } = await db.user.findUniqueOrThrow({ where: { id }, select });
  return { email: ownAddress(user), displayName, pendingEmail: await pendingAddress(db, id) };
}

export async function updateProfile(
  audit: ActorAudit,
  input: Partial<Profile>,
): Promise<AddressChange> {
  return transaction(async (tx) => {
    const change = await changePerson(tx, audit.actor, { ...input, id: audit.actor.id });
    await record(tx, audit, { key: "user.update", subject: audit.actor.username });
    return change;
  });
}

/** Changes a person's display name and e-mail address. */
export async function updateUser(
  audit: ActorAudit,
  id: number,
  input: Profile,
): Promise<AddressChange> {
  ensure(canAdministerPeople(audit.actor), "Only admins may change someone else's account.");
  return changeUser(audit.actor, id, async (tx, user) => {
    const change = await changePerson(tx, audit.actor, { ...input, id });
    await record(tx, audit, { key: "user.update", subject: user.username });
    return change;
  });
}

/** Changes the actor's password. All other sessions and all signed-in clients end; application tokens stay. */
export async function changePassword(
  audit: ActorAudit,
  input: PasswordInput,
  { address, session }: { address: string; session: string },
): Promise<void> {
  const { id } = audit.actor;
  if (!(await hasOwnPassword(audit.actor))) throw new Invalid({ form: noPassword });
  const same = await authenticatePassword(
    { username: audit.actor.username, secret: input.current },
    { address },
  );
  if (same?.actor.id !== id) throw new Invalid({ current: notCurrent });

  const current = { id, passwordHash: await storedHash(id) }; // the check may have replaced an outdated hash
  const passwordHash = await hashNewPasswordOf(id, input.password);
  await transaction(async (tx) => {
    await lockUser(tx, id);
    if ((await tx.user.count({ where: current })) === 0) throw new Invalid({ current: notCurrent }); // changed meanwhile
    await setPassword(tx, id, passwordHash, { except: session });
    await record(tx, audit, { key: "user.change_password", subject: audit.actor.username });
  });
}

const noPassword =
  "Your account has no password here: you sign in with a provider. Change your password there.";
const notCurrent = "This is not your current password.";

/** Whether somebody has a password of Portus, rather than one of a directory or none. */
export const hasOwnPassword = async ({ id }: Pick<Actor, "id">): Promise<boolean> =>
  (await storedHash(id)) !== null;

async function storedHash(id: number): Promise<string | null> {
  const user = await db.user.findUnique({ where: { id }, select: { passwordHash: true } });
  return user?.passwordHash ?? null;
}

/** Sets someone's password. All their sessions and signed-in clients end; application tokens stay. */
export async function resetPassword(
  audit: ActorAudit,
  id: number,
  password: string,
): Promise<void> {
  ensure(canAdministerPeople(audit.actor), "Only admins may reset a password.");
  ensure(canChangeCredentials(audit.actor), cannotChangeCredentials);
  const passwordHash = await hashNewPasswordOf(id, password);
  await changeUser(audit.actor, id, async (tx, user) => {
    refuseRobot(user);
    await setPassword(tx, id, passwordHash);
    await record(tx, audit, { key: "user.reset_password", subject: user.username });
  });
}

/** Robots sign in with application tokens only. */
export function refuseRobot({ robot }: Pick<User, "robot">): void {
  if (robot)
    throw new Invalid({
      form: "Robots have no password. Create an application token for the robot.",
    });
}

/** A new password ends what the old one opened, and every link that could set a password. */
export async function setPassword(
  tx: Tx,
  id: number,
  passwordHash: string,
  { except = "" } = {},
): Promise<void> {
  await tx.user.update({ where: { id }, data: { passwordHash } });
  await endSessions(tx, id, { except });
  await revokeRefreshTokensOf(tx, id);
  await deleteLinks(tx, id);
}

export async function changePerson(
  tx: Tx,
  actor: Actor,
  { id, email, ...input }: Partial<Profile> & { id: number },
): Promise<AddressChange> {
  await lockUser(tx, id);
  const select = { id: true, username: true, email: true, withheldEmail: true };
  const person = await tx.user.findUniqueOrThrow({ where: { id }, select });
  await tx.user.update({ where: { id }, data: input });
  return email === undefined ? { repeated: false } : changeAddress(tx, actor, { person, email });
}
