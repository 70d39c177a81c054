import type { ActorAudit } from "../../identity/actor/audit.ts";
import { canAdministerPeople, canChangeCredentials } from "../../identity/actor/policy.ts";
import { cannotChangeCredentials } from "../../identity/people/sentences.ts";
import { issuePasswordLinkWithin, type PasswordLink } from "../../identity/recovery/recovery.ts";
import { hashNewPassword } from "../../identity/sign-in/new-passwords.ts";
import { config } from "../../platform/config/config.ts";
import { transaction } from "../../platform/db/client.ts";
import { ensure } from "../../platform/errors.ts";
import { ensureRegistry } from "../../registry/registries.ts";
import { createPerson, retryOnTakenName } from "./person.ts";
import type { AccountInput } from "./schemas.ts";

export interface CreatedAccount {
  id: number;
  username: string;
  /** The link to choose a password; null if the admin set one. */
  link: PasswordLink | null;
}

/** Creates an account as an admin, with a first password or a link to choose one. */
export async function createAccount(
  audit: ActorAudit,
  input: AccountInput,
): Promise<CreatedAccount> {
  ensure(canAdministerPeople(audit.actor), "Only admins may create accounts for others.");
  ensure(canChangeCredentials(audit.actor), cannotChangeCredentials);
  const { password, ...names } = input;
  const passwordHash = password ? await hashNewPassword(password, names) : null;
  const registry = await ensureRegistry(config);
  return retryOnTakenName(() =>
    transaction(async (tx) => {
      const emailConfirmedAt = names.email ? new Date() : null; // an admin says whose it is
      const input = { ...names, emailConfirmedAt, passwordHash };
      const { id, username } = await createPerson(tx, registry, input, audit);
      const link = password ? null : await issuePasswordLinkWithin(tx, audit, id);
      return { id, username, link };
    }),
  );
}
