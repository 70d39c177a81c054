import { record } from "../../history/record.ts";
import type { ActorAudit } from "../../identity/actor/audit.ts";
import { canAdministerPeople, canChangeCredentials } from "../../identity/actor/policy.ts";
import { cannotChangeCredentials } from "../../identity/people/sentences.ts";
import type { ExternalPerson } from "../../identity/providers/external-person.ts";
import type { Provider } from "../../identity/providers/providers.ts";
import { db, transaction, uniqueViolation } from "../../platform/db/client.ts";
import { ensure, Invalid, NotFound } from "../../platform/errors.ts";
import { applyGroups, disconnectWithin } from "./groups.ts";
import { connectWithin } from "./sign-in.ts";
import { changeIdentity } from "./suspension.ts";

/** The connections of an account, with the names of their providers. */
export async function listConnections(userId: number) {
  return db.externalIdentity.findMany({
    where: { userId },
    select: {
      id: true,
      label: true,
      email: true,
      createdAt: true,
      lastSignInAt: true,
      provider: { select: { id: true, name: true, kind: true, slug: true, enabled: true } },
    },
    orderBy: { id: "asc" },
  });
}

export type Connection = Awaited<ReturnType<typeof listConnections>>[number];

/** Whether an account is connected to a person at a provider. */
export async function isConnected(
  { id: userId }: { id: number },
  provider: Pick<Provider, "id">,
  { subject }: Pick<ExternalPerson, "subject">,
): Promise<boolean> {
  const where = { userId, providerId: provider.id, subject };
  return (await db.externalIdentity.count({ where })) > 0;
}

/** Connects the account of the signed-in person to their account at a provider, which has just authenticated them. */
export async function connect(
  audit: ActorAudit,
  provider: Provider,
  person: ExternalPerson,
): Promise<void> {
  ensure(canChangeCredentials(audit.actor), cannotChangeCredentials);
  const { actor: account } = audit;
  const found = await transaction((tx) =>
    connectWithin(tx, { provider, person, account }, audit),
  ).catch((error) => {
    throw uniqueViolation(error) ? new Invalid({ form: taken(provider) }) : error;
  });
  await changeIdentity(found, async (tx) => {
    const identity = await tx.externalIdentity.findUniqueOrThrow({ where: { id: found.id } });
    await applyGroups(tx, identity, person.groups);
  });
}

/** Ends a connection of one's own, or as an admin that of somebody else, and what its groups gave. */
export async function disconnect(
  audit: ActorAudit,
  userId: number,
  identityId: number,
): Promise<void> {
  const own = audit.actor.id === userId;
  ensure(own || canAdministerPeople(audit.actor), "Only admins may disconnect somebody else.");
  ensure(canChangeCredentials(audit.actor), cannotChangeCredentials);
  const where = { id: identityId, userId };
  const identity = await db.externalIdentity.findUnique({ where, include: { provider: true } });
  if (!identity) throw new NotFound("connection");

  await changeIdentity(identity, async (tx, user) => {
    const current = await tx.externalIdentity.findUnique({ where });
    if (!current) throw new NotFound("connection");
    if (own && (await tx.scimUser.count({ where: { identityId } })) > 0)
      throw new Invalid({ form: managedByScim(identity.provider) });
    if (
      own &&
      user.passwordHash === null &&
      (await tx.externalIdentity.count({ where: { userId } })) === 1
    )
      throw new Invalid({ form: lastWayIn });
    await disconnectWithin(tx, current);
    const details = { provider: identity.provider.name };
    await record(tx, audit, { key: "user.disconnect", subject: user.username, details });
  });
}

const managedByScim = ({ name }: Pick<Provider, "name">) =>
  `${name} manages this connection by SCIM. It ends when you are removed from Portus there; an admin can end it before.`;

const lastWayIn =
  "This is the only way in which you can sign in. Connect another provider, or ask an admin for a link to set a password, and then disconnect it.";

const taken = ({ name }: Provider) =>
  `This account at ${name} is connected to an account here already. Disconnect it there first.`;
