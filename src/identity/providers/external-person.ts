import { text } from "../../platform/bounded-text.ts";
import { Email } from "../../platform/email-address.ts";

/** A person as a provider described them, after it authenticated them or was asked about them. */
export interface ExternalPerson {
  subject: string; // the provider's stable key, at most `maxSubject` characters
  directoryKey?: string | null; // what SCIM calls externalId, if the provider can send SCIM
  username: string; // what the provider calls them, not cleaned
  email: string | null;
  emailVerified: boolean;
  displayName: string | null;
  /** All groups, or null if the provider sent none of them or not all. Absent is not empty. */
  groups: readonly string[] | null;
}

export const maxSubject = 255;

/** A person without an address or a display name that nobody could enter here: they are hostile until checked. */
export function cleanedPerson(person: ExternalPerson): ExternalPerson {
  return {
    ...person,
    email: Email.safeParse(person.email).data ?? null,
    displayName: text(255).safeParse(person.displayName).data || null,
  };
}
