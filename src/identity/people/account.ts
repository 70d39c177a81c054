import { record } from "../../history/record.ts";
import type { Tx, User } from "../../platform/db/client.ts";
import { ensure, Invalid } from "../../platform/errors.ts";
import type { Actor } from "../actor/actor.ts";
import { canAdministerPeople } from "../actor/policy.ts";
import { hashPassword } from "../sign-in/passwords.ts";
import { changeUser, demoteWithin, promoteWithin } from "./admins.ts";
import { changePerson, setPassword } from "./profile.ts";
import { disableWithin, enableWithin } from "./users.ts";

/** What a program may change of an account in one request; what is not given stays. */
export interface AccountChange {
  username?: string | undefined;
  email?: string | null | undefined;
  displayName?: string | null | undefined;
  password?: string | undefined;
  enabled?: boolean | undefined;
  admin?: boolean | undefined;
}

/** Changes an account, all of it or nothing. People who are not admins may only disable their own. */
export async function changeAccount(actor: Actor, id: number, input: AccountChange): Promise<void> {
  const { enabled, admin, password, username, ...person } = input;
  ensure(canAdministerPeople(actor) || disablesThemselves(actor, id, input), onlyAdmins);
  const passwordHash = password === undefined ? null : await hashPassword(password);

  await changeUser(actor, id, async (tx, user) => {
    if (username !== undefined && username !== user.username)
      throw new Invalid({ username: nameIsFixed });
    if (person.email !== undefined || person.displayName !== undefined)
      await updateDetails(tx, actor, { user, person });
    if (passwordHash) await resetPassword(tx, actor, { user, passwordHash });
    if (enabled) await enableWithin(tx, actor, user);
    const now = enabled ? { ...user, disabledAt: null } : user;
    if (admin !== undefined && admin !== user.admin)
      await (admin ? promoteWithin : demoteWithin)(tx, actor, now);
    if (enabled === false) await disableWithin(tx, actor, { ...user, admin: admin ?? user.admin });
  });
}

const onlyAdmins = "Only admins may change someone else's account.";
const nameIsFixed =
  "An account keeps its user name: its namespace, its images and the history are known by it. Make another account.";

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

async function updateDetails(tx: Tx, actor: Actor, { user, person }: DetailsChange): Promise<void> {
  const { email = user.email, displayName = user.displayName } = person;
  await changePerson(tx, user.id, { email, displayName });
  await record(tx, actor, { key: "user.update", subject: user.username });
}

async function resetPassword(
  tx: Tx,
  actor: Actor,
  { user, passwordHash }: { user: User; passwordHash: string },
): Promise<void> {
  ensure(!user.robot, "Robots have no password. Make them an application token.");
  await setPassword(tx, user.id, passwordHash);
  await record(tx, actor, { key: "user.reset_password", subject: user.username });
}
