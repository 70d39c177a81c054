import type { LdapSettings } from "../../src/identity/providers/ldap/settings.ts";
import { sealSecrets } from "../../src/identity/providers/providers.ts";
import { setDirectoryCheck } from "../../src/identity/sign-in/directory-check.ts";
import { accessChanged, db, type SignInProvider } from "../../src/platform/db/client.ts";
import { checkPassword } from "../../src/tenancy/directories/hooks.ts";
import { makeUser } from "./data/factories.ts";
import { servicePassword } from "./directory.ts";

/** Saves a directory as a provider, and connects it to the checks of passwords as the server does. */
export async function useDirectory(
  settings: LdapSettings,
  given: Partial<SignInProvider> = {},
): Promise<SignInProvider> {
  setDirectoryCheck(checkPassword);
  await makeUser({ admin: true }); // the first account needs the setup code
  const provider = await db.signInProvider.create({
    data: {
      kind: "ldap",
      slug: "directory",
      name: "Example directory",
      declared: true,
      newAccounts: "anyone",
      ...given,
      settings: { ...settings },
      sealed: sealSecrets({ password: servicePassword }),
    },
  });
  accessChanged(); // the list of directories is cached
  return provider;
}

/** Changes the settings of a directory. */
export async function changeDirectory(
  { id }: { id: number },
  settings: LdapSettings,
): Promise<void> {
  await db.signInProvider.update({ where: { id }, data: { settings: { ...settings } } });
  accessChanged();
}
