import { portus } from "../../identity/actor/system-actors.ts";
import type { Provider } from "../../identity/providers/providers.ts";
import { ScimError } from "../../identity/providers/scim/error.ts";
import { fullName, mainEmail, type UserResource } from "../../identity/providers/scim/user.ts";
import { config } from "../../platform/config/config.ts";
import {
  db,
  type ExternalIdentity,
  type Registry,
  type Tx,
  transaction,
  type User,
  uniqueViolation,
} from "../../platform/db/client.ts";
import { lock, locks } from "../../platform/db/locks.ts";
import { Email } from "../../platform/email-address.ts";
import { Invalid, NotFound } from "../../platform/errors.ts";
import { ensureRegistry } from "../../registry/registries.ts";
import { createPerson, retryOnTakenName } from "../accounts/person.ts";
import { applyGroups } from "../external-sign-in/groups.ts";
import { freeUsername } from "../external-sign-in/names.ts";
import { connectsByEmail } from "../external-sign-in/policy.ts";
import { connectWithin } from "../external-sign-in/sign-in.ts";
import { changeIdentity, suspendIdentity, wakeWithin } from "../external-sign-in/suspension.ts";
import { columnsOf, identityOf, resourceOf, type StoredUser, storedFields } from "./stored-user.ts";

// A SCIM user is an identity of its provider, so that teams can be filled before people sign in for the first time.

/** Who sends a request. */
export interface Sender {
  provider: Provider;
  address: string | null;
}

export async function findScimUser({ provider }: Sender, id: number): Promise<StoredUser> {
  const where = { id, providerId: provider.id };
  const found = await db.scimUser.findUnique({ where, include: storedFields });
  if (!found) throw new NotFound("user");
  return found;
}

/**
 * Creates a user with an account and its namespace, or connects them to the identity with their key, or to the account
 * with their address if an admin trusts the provider's. That SCIM sends them is enough to get an account, whatever the
 * provider's rule for other people is.
 */
export async function createScimUser(sender: Sender, user: UserResource): Promise<StoredUser> {
  const registry = await ensureRegistry(config);
  const made = await retryOnTakenName(() =>
    transaction(async (tx) => {
      await lock(tx, locks.connecting(sender.provider.id));
      await refuseTaken(tx, sender, user);
      const identity = await identityFor(tx, registry, { sender, user });
      const active = identity.gone !== "deprovisioned"; // as the account is
      const data = { ...columnsOf(user), active, providerId: sender.provider.id };
      return tx.scimUser.create({
        data: { ...data, identityId: identity.id },
        include: storedFields,
      });
    }),
  );
  return changeScimUser(sender, made.id, (it) => ({ ...it, active: user.active }));
}

/** Changes a user. Inactive people are suspended at once; active ones are woken only if SCIM suspended them. */
export async function changeScimUser(
  sender: Sender,
  id: number,
  change: (before: UserResource) => UserResource,
): Promise<StoredUser> {
  const found = await findScimUser(sender, id);
  if (isSame(resourceOf(found), change(resourceOf(found)))) return found;
  return changeAccount(sender, id, async (tx, account, before) => {
    const after = change(resourceOf(before));
    await refuseTaken(tx, sender, after, id);
    const { identity } = before;
    if (after.active !== before.active)
      await setActive(tx, account, { identity, active: after.active });
    await tx.externalIdentity.update({ where: { id: identity.id }, data: identityOf(after) });
    const data = { ...columnsOf(after), updatedAt: new Date() };
    return tx.scimUser.update({ where: { id }, data, include: storedFields });
  }).catch((error) => {
    throw uniqueViolation(error) ? new ScimError(409, "uniqueness", takenMeanwhile) : error;
  });
}

const takenMeanwhile =
  "Another user got this userName or externalId at the same time. Change that user instead.";

/** Forgets a user. Their account is suspended, keeps what it owns, and is theirs again if SCIM sends the same key. */
export async function deleteScimUser(sender: Sender, id: number): Promise<void> {
  await changeAccount(sender, id, async (tx, account, { identity }) => {
    await tx.scimUser.delete({ where: { id } });
    await setActive(tx, account, { identity, active: false });
    const current = await tx.externalIdentity.findUniqueOrThrow({ where: { id: identity.id } });
    await applyGroups(tx, current, current.groups);
  });
}

/** Changes the account of a user under the locks of everything that follows from it, and that of the user. */
async function changeAccount<T>(
  sender: Sender,
  id: number,
  work: (tx: Tx, account: User, before: StoredUser) => Promise<T>,
): Promise<T> {
  const { identity } = await findScimUser(sender, id);
  const done = await changeIdentity(identity, async (tx, account) => {
    const before = await lockScimUser(tx, sender, id);
    return before.identity.id === identity.id ? { value: await work(tx, account, before) } : null;
  });
  return done ? done.value : changeAccount(sender, id, work); // a sign-in showed in the meantime whose it is
}

interface Created {
  sender: Sender;
  user: UserResource;
}

type Identity = Pick<ExternalIdentity, "id" | "userId" | "providerId">;

async function identityFor(
  tx: Tx,
  registry: Registry,
  { sender: { provider, address }, user }: Created,
): Promise<Identity & { gone?: ExternalIdentity["gone"] }> {
  const { externalId: directoryKey, userName } = user;
  const providerId = provider.id;
  const known =
    directoryKey === null
      ? null
      : await tx.externalIdentity.findUnique({
          where: { providerId_directoryKey: { providerId, directoryKey } },
        });
  if (known) return known;

  const email = Email.safeParse(mainEmail(user)).data ?? null;
  const audit = { actor: portus, credential: `scim:${providerId}`, address } as const;
  const person = { subject: null, username: userName, email };
  const holder = email ? await tx.user.findUnique({ where: { email } }) : null;
  const asserted = { email, emailVerified: true }; // by the directory: people send no SCIM
  if (holder && connectsByEmail(provider, asserted, holder))
    return connectWithin(tx, { provider, person, account: holder, directoryKey }, audit);
  const own = provider.trustsEmail && !holder ? email : null;
  const account = await createPerson(
    tx,
    registry,
    {
      username: await freeUsername(tx, userName),
      email: own,
      emailConfirmedAt: own ? new Date() : null,
      displayName: fullName(user),
      passwordHash: null,
      admin: false,
    },
    audit,
  );
  return connectWithin(tx, { provider, person, account, directoryKey }, audit);
}

async function setActive(
  tx: Tx,
  account: User,
  { identity, active }: { identity: Identity; active: boolean },
): Promise<void> {
  if (active) return void (await wakeWithin(tx, account, identity));
  await suspendIdentity(tx, account, { id: identity.id, gone: "deprovisioned" }).catch((error) => {
    throw error instanceof Invalid ? new ScimError(409, null, error.message) : error;
  });
}

/**
 * Names are compared without case, keys with it. A new user connects to the person who has the key and is no SCIM user:
 * SCIM deleted them, or they only sign in. A user that exists can't.
 */
async function refuseTaken(
  tx: Tx,
  { provider }: Sender,
  { userName, externalId }: UserResource,
  except: number | null = null,
): Promise<void> {
  const [taken] = await tx.$queryRaw<{ name: boolean; isUser: boolean }[]>`
    SELECT TRUE AS name, TRUE AS "isUser" FROM scim_users
    WHERE provider_id = ${provider.id} AND lower(user_name) = lower(${userName})
      AND id IS DISTINCT FROM ${except}::int
    UNION ALL SELECT FALSE, person.id IS NOT NULL FROM external_identities AS identity
    LEFT JOIN scim_users AS person ON identity_id = identity.id
    WHERE identity.provider_id = ${provider.id} AND directory_key = ${externalId}
      AND person.id IS DISTINCT FROM ${except}::int LIMIT 1`;
  if (!taken) return;
  const what = taken.name ? `the userName ${userName}` : `the externalId ${externalId}`;
  const next = taken.isUser ? "Change that user instead." : "Create a user with it instead.";
  throw new ScimError(409, "uniqueness", `Another person has ${what}. ${next}`);
}

/** Lets one request at a time change a user, and others still add them to groups. */
async function lockScimUser(tx: Tx, { provider }: Sender, id: number): Promise<StoredUser> {
  await tx.$queryRaw`SELECT id FROM scim_users WHERE id = ${id} FOR NO KEY UPDATE`;
  const where = { id, providerId: provider.id };
  const found = await tx.scimUser.findUnique({ where, include: storedFields });
  if (!found) throw new NotFound("user");
  return found;
}

const isSame = (one: UserResource, other: UserResource) =>
  JSON.stringify(one) === JSON.stringify(other);
