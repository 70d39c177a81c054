import { z } from "zod";
import { commandAudit } from "../../identity/actor/audit.ts";
import { chosenPassword } from "../../identity/people/command-actions.ts";
import { hashNewPassword } from "../../identity/sign-in/new-passwords.ts";
import { transaction } from "../../platform/db/client.ts";
import { Email } from "../../platform/email-address.ts";
import { parse } from "../../platform/http/input/body.ts";
import { serversRegistry } from "../../registry/registries.ts";
import { ensureGlobalNamespace } from "../namespaces/own-namespaces.ts";
import { createPerson, retryOnTakenName } from "./person.ts";
import { Username } from "./schemas.ts";
import { removeSetupFile } from "./setup-file.ts";

const Names = z.object({ username: Username, email: Email.nullable() });

/** Returns what to print. Without a password, one is generated. */
export async function createUser(given: {
  username: string;
  email?: string | undefined;
  password?: string | undefined;
  admin?: boolean;
}): Promise<string> {
  const names = parse(Names, { username: given.username, email: given.email ?? null });
  const { password, notice } = chosenPassword(given.password);
  const admin = given.admin ?? false;
  const passwordHash = await hashNewPassword(password, names);
  const emailConfirmedAt = names.email ? new Date() : null; // the operator says whose it is
  const input = { ...names, emailConfirmedAt, passwordHash, admin };
  const registry = await serversRegistry();
  const person = await retryOnTakenName(() =>
    transaction(async (tx) => {
      await ensureGlobalNamespace(tx, registry);
      return createPerson(tx, registry, input, commandAudit);
    }),
  );
  removeSetupFile();
  return `${person.username} is created${admin ? ", as an admin" : ""}.${notice}`;
}
