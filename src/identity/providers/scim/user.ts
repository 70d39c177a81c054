import { z } from "zod";
import { type Attributes, attributesIn, Flag, lowerNames, orAbsent, read, Text } from "./body.ts";
import { ScimError } from "./error.ts";

// What Portus reads and keeps of a SCIM user. Everything else that is sent is ignored.

const maxEmails = 20;

/** The names of a person, as `name` has them. */
export const nameParts = [
  "formatted",
  "familyName",
  "givenName",
  "middleName",
  "honorificPrefix",
  "honorificSuffix",
] as const;

interface UserEmail {
  value: string;
  type?: string;
  display?: string;
  primary?: boolean;
}

export interface UserResource {
  userName: string;
  externalId: string | null;
  active: boolean;
  displayName: string | null;
  name: Partial<Record<(typeof nameParts)[number], string>>;
  emails: UserEmail[];
}

const Email = z.object({
  value: orAbsent(Text),
  type: orAbsent(Text),
  display: orAbsent(Text),
  primary: orAbsent(Flag),
});

const Names = z.object(
  Object.fromEntries(nameParts.map((part) => [part.toLowerCase(), orAbsent(Text)])),
);

const User = z.object({
  username: Text.min(1, "Send a userName."),
  externalid: orAbsent(Text),
  active: orAbsent(Flag),
  displayname: orAbsent(Text),
  name: orAbsent(Names),
  emails: orAbsent(z.array(Email).max(maxEmails, `Send at most ${maxEmails} addresses.`)),
});

/** The user of a POST. */
export const userIn = (body: unknown): UserResource =>
  userOf({ active: true, ...attributesIn(body) });

/**
 * The user of a PUT. Omitted attributes are removed, except the key at the provider and whether the user is active:
 * nobody is suspended or enabled because something was not said.
 */
export function replacementIn(body: unknown, before: UserResource): UserResource {
  const { externalId, active } = before;
  const { externalid, active: sent, ...rest } = attributesIn(body);
  return userOf({ ...rest, externalid: externalid ?? externalId, active: sent ?? active });
}

export function userOf(attributes: Attributes): UserResource {
  const { username, externalid, active = true, displayname, ...given } = read(User, attributes);
  const name = nameParts.map((part) => [part, given.name?.[part.toLowerCase()] ?? ""]);
  return {
    userName: username,
    externalId: externalid || null,
    active,
    displayName: displayname || null,
    name: Object.fromEntries(name.filter(([, text]) => text !== "")),
    emails: (given.emails ?? []).flatMap(emailOf),
  };
}

/** One without a value is none. */
function emailOf({ value, type, display, primary }: z.infer<typeof Email>): UserEmail[] {
  if (!value) return [];
  return [
    {
      value,
      ...(type && { type }),
      ...(display && { display }),
      ...(primary !== undefined && { primary }),
    },
  ];
}

/** A user as the attributes that operations change. */
export const attributesOf = ({
  userName,
  externalId,
  active,
  displayName,
  ...user
}: UserResource) => ({
  username: userName as unknown, // operations may set anything; userOf() checks it
  externalid: externalId as unknown, // the same
  active: active as unknown, // the same
  displayname: displayName as unknown, // the same
  name: lowerNames(user.name) as Attributes, // an object stays one
  emails: user.emails.map((email): Attributes => ({ ...email })),
});

/** The address of a user: the primary one, else that of work, else the first. */
export function mainEmail({ emails }: Pick<UserResource, "emails">): string | null {
  const found =
    emails.find(({ primary }) => primary) ??
    emails.find(({ type }) => type === "work") ??
    emails[0];
  return found?.value.toLowerCase() ?? null;
}

/** What people call a user. */
export function fullName({ displayName, name }: UserResource): string | null {
  const both = [name.givenName, name.familyName].filter(Boolean).join(" ");
  return displayName ?? name.formatted ?? (both || null);
}

export const required = (name: string) =>
  new ScimError(400, "mutability", `${name} can't be removed.`);
