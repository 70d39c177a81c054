import type { ExternalPerson } from "../../identity/providers/external-person.ts";
import type { Provider } from "../../identity/providers/providers.ts";

type AccountRule = Pick<Provider, "newAccounts" | "accountGroups" | "accountDomains">;

/** Whether somebody who signs in through a provider for the first time gets an account. */
export function mayGetAccount(rule: AccountRule, person: ExternalPerson): boolean {
  switch (rule.newAccounts) {
    case "anyone":
      return true;
    case "groups":
      return person.groups?.some((group) => rule.accountGroups.includes(group)) ?? false;
    case "domains":
      return hasDomain(rule.accountDomains, person);
    case "nobody":
      return false;
  }
}

function hasDomain(domains: readonly string[], { email, emailVerified }: ExternalPerson): boolean {
  const domain = email?.slice(email.lastIndexOf("@") + 1).toLowerCase();
  return emailVerified && domain !== undefined && domains.includes(domain);
}

interface Linkable {
  robot: boolean;
  disabledAt: Date | null;
  emailConfirmedAt: Date | null;
}

/**
 * Whether a person's e-mail address connects them to the account that has it. Only if an admin trusts the provider's
 * addresses and the provider verified this one: anyone who can write an address there would own the account here. And only
 * if it is confirmed here, too: anyone who signs up with somebody's address would get what groups give to that person.
 */
export function connectsByEmail(
  { trustsEmail }: Pick<Provider, "trustsEmail">,
  { email, emailVerified }: Pick<ExternalPerson, "email" | "emailVerified">,
  account: Linkable | null,
): boolean {
  if (!account || account.robot || account.disabledAt || !account.emailConfirmedAt) return false;
  return trustsEmail && emailVerified && email !== null;
}
