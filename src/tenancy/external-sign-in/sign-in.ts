import { record } from "../../history/record.ts";
import { type Actor, actorFields } from "../../identity/actor/actor.ts";
import { systemAudit } from "../../identity/actor/audit.ts";
import type { ExternalPerson } from "../../identity/providers/external-person.ts";
import type { Provider } from "../../identity/providers/providers.ts";
import { config } from "../../platform/config/config.ts";
import { db, type Tx, transaction } from "../../platform/db/client.ts";
import { lock, locks } from "../../platform/db/locks.ts";
import { Forbidden } from "../../platform/errors.ts";
import { ensureRegistry } from "../../registry/registries.ts";
import { createPerson, retryOnTakenName } from "../accounts/person.ts";
import { claimAnnounced, type Found, isDeprovisioned, takeScimUser } from "./announced.ts";
import { applyGroups } from "./groups.ts";
import { freeUsername } from "./names.ts";
import { connectsByEmail, mayGetAccount } from "./policy.ts";
import { changeIdentity, wakeWithin } from "./suspension.ts";

/** Why somebody does not get in although a provider authenticated them. */
export class SignInRefused extends Forbidden {
  readonly why: "disabled" | "gone_elsewhere" | "deprovisioned" | "no_account";
  constructor(why: SignInRefused["why"], message: string) {
    super(message);
    this.why = why;
  }
}

interface From {
  address: string | null;
}

/**
 * The account of a person after a provider authenticated them. The first time, an account with the same address is
 * connected or a new one is created, if the provider's rules allow it. Roles follow the person's groups, and a
 * suspension ends. Throws SignInRefused with a sentence for the person.
 */
export async function signInExternally(
  provider: Provider,
  person: ExternalPerson,
  from: From,
): Promise<Actor> {
  const identity = await retryOnTakenName(() => findOrConnect(provider, person, from));
  await takeScimUser(identity, person);
  const actor = await changeIdentity(identity, async (tx, user) => {
    if (await isDeprovisioned(tx, identity)) return deprovisioned(provider);
    if (!(await wakeWithin(tx, user, identity))) return refusalOf(user, provider);
    const now = new Date();
    const { username: label, email } = person;
    const current = await tx.externalIdentity.update({
      where: { id: identity.id },
      data: {
        label: label.slice(0, 255),
        email,
        lastSignInAt: now,
        confirmedAt: now,
        checkedAt: now,
      },
    });
    await applyGroups(tx, current, person.groups);
    return tx.user.findUniqueOrThrow({ where: { id: user.id }, select: actorFields });
  });
  if (actor instanceof SignInRefused) throw actor; // after the commit: that the provider has the person again is saved
  return actor;
}

function refusalOf({ suspension }: { suspension: string | null }, { name }: Provider) {
  return suspension
    ? new SignInRefused(
        "gone_elsewhere",
        "Another provider that your account is connected to no longer has you. Sign in there, or ask an admin to disconnect it.",
      )
    : new SignInRefused(
        "disabled",
        `An admin disabled your account. Signing in with ${name} does not enable it; ask an admin.`,
      );
}

const deprovisioned = ({ name }: Provider) =>
  new SignInRefused(
    "deprovisioned",
    `${name} says that you no longer use Portus. Ask the people who run ${name} to assign Portus to you.`,
  );

async function findOrConnect(
  provider: Provider,
  person: ExternalPerson,
  from: From,
): Promise<Found> {
  const where = { providerId_subject: { providerId: provider.id, subject: person.subject } };
  const found = await db.externalIdentity.findUnique({ where });
  if (found) return found;

  const registry = await ensureRegistry(config);
  return transaction(async (tx) => {
    await lock(tx, locks.connecting(provider.id));
    const connected = await tx.externalIdentity.findUnique({ where });
    if (connected) return connected; // by the same person in another window
    const announced = await claimAnnounced(tx, provider, person);
    if (announced) return announced;
    const email = person.email?.toLowerCase() ?? null;
    const holder = email ? await tx.user.findUnique({ where: { email } }) : null;
    if (holder && connectsByEmail(provider, person, holder))
      return connectWithin(tx, { provider, person, account: holder });
    const someone = await tx.user.findFirst({ select: { id: true } });
    if (!someone) throw new SignInRefused("no_account", notSetUp);
    if (!mayGetAccount(provider, person)) throw new SignInRefused("no_account", closed(provider));

    const own = person.emailVerified && !holder ? email : null;
    const account = await createPerson(
      tx,
      registry,
      {
        username: await freeUsername(tx, person.username),
        email: own,
        emailConfirmedAt: own ? new Date() : null,
        displayName: person.displayName,
        passwordHash: null,
        admin: false,
      },
      { address: from.address },
    );
    return connectWithin(tx, { provider, person, account });
  });
}

/** The first account needs the setup code, however somebody signs in. */
const notSetUp =
  "This Portus has no admin yet. Create the first account with the setup code, then sign in again.";

const closed = ({ name }: Provider) =>
  `${name} knows you, but you have no account here, and not everybody who can sign in there gets one. Ask an admin.`;

interface Connection {
  provider: Pick<Provider, "id" | "name">;
  person: Pick<ExternalPerson, "username" | "email"> & { subject: string | null };
  account: { id: number; username: string };
  directoryKey?: string | null;
}

/** Connects a provider's person to an account. */
export async function connectWithin(
  tx: Tx,
  { provider, person, account, directoryKey = null }: Connection,
  audit = systemAudit,
): Promise<Found> {
  const { subject, username, email } = person;
  const identity = await tx.externalIdentity.create({
    data: {
      providerId: provider.id,
      subject,
      directoryKey,
      userId: account.id,
      label: username.slice(0, 255),
      email,
    },
  });
  await record(tx, audit, {
    key: "user.connect",
    subject: account.username,
    details: { provider: provider.name },
  });
  return identity;
}
