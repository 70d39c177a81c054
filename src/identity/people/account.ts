import { record } from "../../history/record.ts";
import type { Tx, User } from "../../platform/db/client.ts";
import { ensure, Invalid } from "../../platform/errors.ts";
import type { Actor } from "../actor/actor.ts";
import type { ActorAudit } from "../actor/audit.ts";
import { canAdministerPeople, canChangeCredentials } from "../actor/policy.ts";
import { hashNewPasswordOf } from "../sign-in/new-passwords.ts";
import { changeUser, demoteWithin, promoteWithin } from "./admins.ts";
import { changePerson, refuseRobot, setPassword } from "./profile.ts";
import { cannotChangeCredentials } from "./sentences.ts";
import { disableWithin, enableWithin } from "./users.ts";

/** The fields of an account that a program may change in one request; omitted ones stay. */
export interface AccountChange {
  username?: string | undefined;
  email?: string | null | undefined;
  displayName?: string | null | undefined;
  password?: string | undefined;
  enabled?: boolean | undefined;
  admin?: boolean | undefined;
}

/**
 * Changes an account in one transaction. Non-admins may only disable their own. Returns the names of the teams that are
 * left without an active owner.
 */
export async function changeAccount(
  audit: ActorAudit,
  id: number,
  input: AccountChange,
): Promise<string[]> {
  const { enabled, admin, password, username, ...person } = input;
  ensure(
    canAdministerPeople(audit.actor) || disablesThemselves(audit.actor, id, input),
    onlyAdmins,
  );
  const passwordHash = password === undefined ? null : await hashNewPasswordOf(id, password);

  return changeUser(audit.actor, id, async (tx, user) => {
    if (username !== undefined && username !== user.username)
      throw new Invalid({ username: nameIsFixed });
    if (person.email !== undefined || person.displayName !== undefined)
      await updateDetails(tx, audit, { user, person });
    if (passwordHash) await resetPassword(tx, audit, { user, passwordHash });
    if (enabled) await enableWithin(tx, audit, user);
    const now = enabled ? { ...user, disabledAt: null } : user;
    if (admin !== undefined && admin !== user.admin)
      await (admin ? promoteWithin : demoteWithin)(tx, audit, now);
    if (enabled !== false) return [];
    return disableWithin(tx, audit, { ...user, admin: admin ?? user.admin });
  });
}

const onlyAdmins = "Only admins may change someone else's account.";
const nameIsFixed =
  "The user name of an account can't change: its namespace, images and activity use it. Create another account.";

function disablesThemselves(
  actor: Actor,
  id: number,
  { enabled, ...rest }: AccountChange,
): boolean {
  return (
    actor.id === id && enabled === false && Object.values(rest).every((it) => it === undefined)
  );
}

interface DetailsChange {
  user: User;
  person: Pick<AccountChange, "email" | "displayName">;
}

async function updateDetails(
  tx: Tx,
  audit: ActorAudit,
  { user, person }: DetailsChange,
): Promise<void> {
  const { email, displayName = user.displayName } = person;
  const address = email === undefined ? {} : { email };
  await changePerson(tx, audit.actor, { id: user.id, displayName, ...address });
  await record(tx, audit, { key: "user.update", subject: user.username });
}

async function resetPassword(
  tx: Tx,
  audit: ActorAudit,
  { user, passwordHash }: { user: User; passwordHash: string },
): Promise<void> {
  ensure(canChangeCredentials(audit.actor), cannotChangeCredentials);
  refuseRobot(user);
  await setPassword(tx, user.id, passwordHash);
  await record(tx, audit, { key: "user.reset_password", subject: user.username });
}
