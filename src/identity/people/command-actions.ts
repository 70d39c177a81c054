import { z } from "zod";
import { config } from "../../platform/config/config.ts";
import { Invalid, NotFound } from "../../platform/errors.ts";
import { parse } from "../../platform/http/input/body.ts";
import { commandAudit } from "../actor/audit.ts";
import { randomText } from "../actor/secrets.ts";
import { operator } from "../actor/system-actors.ts";
import { Password } from "../sign-in/passwords.ts";
import { lifetimes, TokenForm } from "../tokens/schemas.ts";
import { createToken } from "../tokens/tokens.ts";
import { promote } from "./admins.ts";
import { findUser } from "./find.ts";
import { resetPassword } from "./profile.ts";
import { ownerlessNotice } from "./sentences.ts";
import { disableUser } from "./users.ts";

// Each action checks its arguments before it looks up anything, and returns what its command prints. Secrets are printed
// once.

export async function promoteUser(username: string): Promise<string> {
  const user = await userNamed(username);
  await promote(commandAudit, user.id);
  return `${user.username} is an admin.`;
}

export async function disableAccount(username: string): Promise<string> {
  const user = await userNamed(username);
  const notice = ownerlessNotice(await disableUser(commandAudit, user.id));
  return `${user.username} is disabled. All sessions, signed-in clients and application tokens were ended.${notice && `\n${notice}`}`;
}

/** Generates a password if none is given. */
export async function resetUserPassword(given: {
  username: string;
  password?: string | undefined;
}): Promise<string> {
  const { password, notice } = chosenPassword(given.password);
  const user = await userNamed(given.username);
  await resetPassword(commandAudit, user.id, password);
  return `The password of ${user.username} was changed.${notice}`;
}

export async function createTokenFor(given: {
  username: string;
  name: string;
  days?: string | undefined;
  scopes?: string | undefined;
}): Promise<string> {
  if (given.days && !lifetimes.some((days) => `${days}` === given.days))
    throw new Invalid({
      days: `--days must be one of ${lifetimes.join(", ")}. Without --days the token never expires.`,
    });
  const { name, days, scopes } = given;
  const form = parse(TokenForm, { name, days, scopes });
  const user = await userNamed(given.username);
  if (user.disabledAt)
    throw new Invalid({ username: `${user.username} is disabled. Enable the account first.` });

  const { secret } = await createToken(commandAudit, user.id, form);
  return `${secret}\n\nIt is shown this once. Use it with: docker login ${config.registry.host} -u ${user.username}`;
}

async function userNamed(username: string) {
  const user = await findUser(operator, username).catch((error) => {
    if (error instanceof NotFound) return null;
    throw error;
  });
  if (!user) throw new Invalid({ username: `There is no user ${username}.` });
  return user;
}

const GivenPassword = z.object({ password: Password });

/** The validated password, or a generated one and the notice that shows it. */
export function chosenPassword(given: string | undefined): { password: string; notice: string } {
  if (given === undefined) {
    const password = randomText(20);
    return { password, notice: `\nPassword (shown this once): ${password}` };
  }
  return { ...parse(GivenPassword, { password: given }), notice: "" };
}
