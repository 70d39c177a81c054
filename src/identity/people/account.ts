import { record } from "../../history/record.ts";
import type { Tx, User } from "../../platform/db/client.ts";
import { ensure, Invalid } from "../../platform/errors.ts";
import { type Doer, mayAdministerPeople } from "../actor/policy.ts";
import { hashPassword } from "../sign-in/passwords.ts";
import { change, demoteWithin, promoteWithin } from "./admins.ts";
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
export async function changeAccount(doer: Doer, id: number, input: AccountChange): Promise<void> {
  const { enabled, admin, password, username, ...person } = input;
  ensure(mayAdministerPeople(doer) || isOwnEnd(doer, id, input), onlyAdmins);
  const passwordHash = password === undefined ? null : await hashPassword(password);

  await change(doer, id, async (tx, user) => {
    if (username !== undefined && username !== user.username) throw new Invalid({ username: kept });
    if (person.email !== undefined || person.displayName !== undefined)
      await describe(tx, doer, { user, person });
    if (passwordHash) await giveWord(tx, doer, { user, passwordHash });
    if (enabled) await enableWithin(tx, doer, user);
    const now = enabled ? { ...user, disabledAt: null } : user;
    if (admin !== undefined && admin !== user.admin)
      await (admin ? promoteWithin : demoteWithin)(tx, doer, now);
    if (enabled === false) await disableWithin(tx, doer, { ...user, admin: admin ?? user.admin });
  });
}

const onlyAdmins = "Only admins may change someone else's account.";
const kept =
  "An account keeps its user name: its namespace, its images and the history are known by it. Make another account.";

function isOwnEnd(doer: Doer, id: number, { enabled, ...rest }: AccountChange): boolean {
  return doer.id === id && enabled === false && Object.values(rest).every((it) => it === undefined);
}

interface Described {
  user: User;
  person: Pick<AccountChange, "email" | "displayName">;
}

async function describe(tx: Tx, doer: Doer, { user, person }: Described): Promise<void> {
  const { email = user.email, displayName = user.displayName } = person;
  await changePerson(tx, user.id, { email, displayName });
  await record(tx, doer, { key: "user.update", subject: user.username });
}

async function giveWord(
  tx: Tx,
  doer: Doer,
  { user, passwordHash }: { user: User; passwordHash: string },
): Promise<void> {
  ensure(!user.robot, "Robots have no password. Make them an application token.");
  await setPassword(tx, user.id, passwordHash);
  await record(tx, doer, { key: "user.reset_password", subject: user.username });
}
