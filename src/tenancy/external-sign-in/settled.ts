import { type Actor, accountFields, actorOf } from "../../identity/actor/actor.ts";
import type { ExternalPerson } from "../../identity/providers/external-person.ts";
import type { Provider } from "../../identity/providers/providers.ts";
import { db } from "../../platform/db/client.ts";
import type { Answer } from "./suspension.ts";

// A provider mostly says what is known already. Then nothing has to be locked, and no cache of permissions cleared.

const confirmedForMs = 60 * 60 * 1000; // how old the note may be that a provider confirmed somebody

const fields = {
  id: true,
  label: true,
  email: true,
  gone: true,
  groups: true,
  confirmedAt: true,
  user: { select: accountFields },
} as const;

type Identity = NonNullable<Awaited<ReturnType<typeof identityOf>>>;

const identityOf = (providerId: number, subject: string) =>
  db.externalIdentity.findUnique({
    where: { providerId_subject: { providerId, subject } },
    select: fields,
  });

/** The account of a person, if a sign-in would change nothing in it. Null if it would, or if there is none. */
export async function settledAccount(
  { id: providerId }: Pick<Provider, "id">,
  { subject, username, email, groups }: ExternalPerson,
): Promise<Actor | null> {
  const identity = await identityOf(providerId, subject);
  if (!identity || !isSettled(identity, groups)) return null;
  if (identity.label !== username.slice(0, 255) || identity.email !== email) return null;
  if (identity.confirmedAt.getTime() < Date.now() - confirmedForMs) await noteSignIn(identity.id);
  return actorOf(identity.user);
}

/** Notes that people are active whose groups are as they were. Returns the others. */
export async function confirmSettled<T extends { id: number; answer: Answer }>(
  asked: readonly T[],
): Promise<T[]> {
  const where = { id: { in: asked.map(({ id }) => id) } };
  const identities = await db.externalIdentity.findMany({ where, select: fields });
  const byId = new Map(identities.map((identity) => [identity.id, identity]));
  const changed = asked.filter(({ id, answer }) => {
    const identity = byId.get(id);
    return !identity || answer.state !== "active" || !isSettled(identity, answer.groups);
  });
  const settled = asked.filter((one) => !changed.includes(one)).map(({ id }) => id);
  const data = { confirmedAt: new Date(), checkedAt: new Date() };
  await db.externalIdentity.updateMany({ where: { id: { in: settled } }, data });
  return changed;
}

function isSettled(identity: Identity, groups: readonly string[] | null): boolean {
  if (identity.gone || identity.user.disabledAt) return false;
  if (groups === null) return true;
  const known = new Set(identity.groups);
  return known.size === new Set(groups).size && groups.every((group) => known.has(group));
}

async function noteSignIn(id: number): Promise<void> {
  const now = new Date();
  const data = { confirmedAt: now, checkedAt: now, lastSignInAt: now };
  await db.externalIdentity.update({ where: { id }, data });
}
