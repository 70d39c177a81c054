import type { ExternalPerson } from "../../../src/identity/providers/external-person.ts";
import type { Provider } from "../../../src/identity/providers/providers.ts";
import { db, type Role, type Team } from "../../../src/platform/db/client.ts";
import { unique } from "./factories.ts";

/** A sign-in provider at which everybody who signs in gets an account. */
export async function makeProvider(
  data: Partial<
    Pick<Provider, "kind" | "newAccounts" | "accountGroups" | "accountDomains" | "trustsEmail">
  > = {},
): Promise<Provider> {
  const slug = unique("provider");
  const { sealed: _, ...provider } = await db.signInProvider.create({
    data: { kind: "oidc", slug, name: slug, settings: {}, newAccounts: "anyone", ...data },
  });
  return provider;
}

/** A person after a provider authenticated them. */
export function externalPerson(data: Partial<ExternalPerson> = {}): ExternalPerson {
  const username = data.username ?? unique("external");
  return {
    subject: `subject of ${username}`,
    username,
    email: null,
    emailVerified: false,
    displayName: null,
    groups: null,
    ...data,
  };
}

/** Somebody who a provider also sent by SCIM. */
export async function sendByScim(
  { id: providerId }: Provider,
  user: { id: number },
): Promise<void> {
  const identity = await db.externalIdentity.findFirstOrThrow({
    where: { userId: user.id, providerId },
  });
  await db.scimToken.create({ data: { providerId, hash: new Uint8Array(32) } });
  const data = { providerId, identityId: identity.id, userName: identity.label, active: true };
  await db.scimUser.create({ data: { ...data, profile: {} } });
}

/** What the members of a group get: a role in a team, or admin rights. */
export async function mapGroup(
  { id: providerId }: Provider,
  group: string,
  to: { team: Team; role: Role } | "admin",
): Promise<void> {
  const target = to === "admin" ? {} : { teamId: to.team.id, role: to.role };
  await db.groupMapping.create({ data: { providerId, group, ...target } });
}
