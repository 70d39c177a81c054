import { attributesIn } from "../../identity/providers/scim/body.ts";
import { mainEmail, type UserResource, userOf } from "../../identity/providers/scim/user.ts";
import type { ExternalIdentity, ScimUser } from "../../platform/db/client.ts";

/** What belongs to the row of a user. */
export const storedFields = {
  identity: { select: { id: true, userId: true, providerId: true, directoryKey: true } },
} as const;

export interface StoredUser extends ScimUser {
  identity: Pick<ExternalIdentity, "id" | "userId" | "providerId" | "directoryKey">;
}

/** A user as it is sent. */
export function resourceOf({ userName, active, profile, identity }: StoredUser): UserResource {
  const { directoryKey: externalId } = identity;
  return userOf(attributesIn({ ...Object(profile), userName, active, externalId }));
}

/** A user as the columns of its row. */
export function columnsOf({ userName, active, displayName, name, emails }: UserResource) {
  return {
    userName,
    active,
    profile: { displayName, name: { ...name }, emails: emails.map((email) => ({ ...email })) },
    emails: [...new Set(emails.map(({ value }) => value.toLowerCase()))],
  };
}

/** The columns of a user's identity. */
export const identityOf = (user: UserResource) => ({
  label: user.userName,
  email: mainEmail(user),
  directoryKey: user.externalId,
});
