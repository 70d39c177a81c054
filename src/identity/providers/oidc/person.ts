import { storableText } from "../../../platform/db/text.ts";
import { cleanedPerson, type ExternalPerson } from "../external-person.ts";
import { type Claims, type GroupsRead, readGroups } from "./groups.ts";
import type { OidcProvider } from "./provider.ts";
import { ProviderFailure } from "./provider.ts";
import type { OidcSettings } from "./settings.ts";

const maxSubject = 255; // OpenID Connect Core 2

export interface Described {
  person: ExternalPerson;
  groups: GroupsRead;
}

/** The person in the claims of a provider. Throws ProviderFailure for one who may not sign in here. */
export function describe(claims: Claims, { name, settings }: OidcProvider): Described {
  const subject = textOf(claims.sub);
  if (subject === null || subject.length > maxSubject || storableText(subject) !== subject)
    throw new ProviderFailure(`${name} sent no usable ID of your account.`, { detail: "sub" });
  ensureDomain(claims, name, settings.hostedDomain);

  const groups = readGroups(claims, settings);
  const email = shortText(claims.email, 255)?.toLowerCase() ?? null;
  return {
    groups,
    person: cleanedPerson({
      subject,
      directoryKey: directoryKeyIn(claims, settings),
      username: usernameIn(claims, settings.usernameClaim) ?? subject,
      email,
      emailVerified: email !== null && isTrue(claims.email_verified),
      displayName: shortText(claims.name, 255),
      groups: groups.groups,
    }),
  };
}

/**
 * What SCIM calls the person: most products send `sub` as externalId. The `sub` of Entra ID differs for each application,
 * and `oid` is the object ID.
 */
function directoryKeyIn(
  claims: Claims,
  { directoryKeyClaim, issuer }: OidcSettings,
): string | null {
  const isEntra = new URL(issuer).host === "login.microsoftonline.com";
  return shortText(claims[directoryKeyClaim ?? (isEntra ? "oid" : "sub")], 255);
}

/** Whether the claims lack what userinfo may have. */
export function isIncomplete(claims: Claims, { settings }: OidcProvider): boolean {
  const { why } = readGroups(claims, settings);
  const [username, email] = [claims[settings.usernameClaim], claims.email];
  return why === "absent" || username === undefined || email === undefined;
}

/** Google's parameter `hd` is only a hint to the person; the claim is the proof. */
function ensureDomain(claims: Claims, name: string, domain: string | null): void {
  if (domain === null || textOf(claims.hd)?.toLowerCase() === domain) return;
  throw new ProviderFailure(
    `Only accounts of ${domain} may sign in here. Choose such an account at ${name}.`,
  );
}

function usernameIn(claims: Claims, claim: string): string | null {
  const email = shortText(claims.email, 255);
  const names = [claims[claim], claims.preferred_username, email?.split("@")[0], claims.name];
  return names.map((name) => shortText(name, 255)).find((name) => name !== null) ?? null;
}

const textOf = (value: unknown) => (typeof value === "string" && value !== "" ? value : null);

/** A text that the database can store; null if there is none or it is longer. */
function shortText(value: unknown, max: number): string | null {
  const text = textOf(value)?.trim();
  return text && text.length <= max ? storableText(text) : null;
}

/** Cognito sends a text. */
const isTrue = (value: unknown) => value === true || value === "true";
