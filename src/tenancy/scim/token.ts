import { record } from "../../history/record.ts";
import type { ActorAudit } from "../../identity/actor/audit.ts";
import { canAdministerPeople, canChangeCredentials } from "../../identity/actor/policy.ts";
import { digestOf, isWellFormed, makeSecret, prefixes } from "../../identity/actor/secrets.ts";
import { cannotChangeCredentials } from "../../identity/people/sentences.ts";
import type { Provider } from "../../identity/providers/providers.ts";
import { db, transaction } from "../../platform/db/client.ts";
import { storableText } from "../../platform/db/text.ts";
import { ensure, NotFound } from "../../platform/errors.ts";

const secretLength = 40; // characters, of 5.95 bits each
const notedEveryMs = 10_000;
const maxNote = 500; // characters

/** Turns SCIM on for a provider, or replaces its token. Returns the token, which is not stored and can't be shown again. */
export async function createScimToken(audit: ActorAudit, provider: Provider): Promise<string> {
  ensureMayChange(audit);
  const secret = makeSecret(prefixes.scimToken, secretLength);
  const where = { providerId: provider.id };
  await transaction(async (tx) => {
    const { count } = await tx.scimToken.deleteMany({ where });
    await tx.scimToken.create({ data: { ...where, hash: digestOf(secret) } });
    const key = count > 0 ? "provider.rotate_scim_token" : "provider.create_scim_token";
    await record(tx, audit, { key, subject: provider.name });
  });
  return secret;
}

/** Ends what a provider may send. Its users, groups and roles stay as they are. */
export async function endScim(audit: ActorAudit, provider: Provider): Promise<void> {
  ensureMayChange(audit);
  await transaction(async (tx) => {
    const { count } = await tx.scimToken.deleteMany({ where: { providerId: provider.id } });
    if (count === 0) throw new NotFound("SCIM token");
    await record(tx, audit, { key: "provider.end_scim", subject: provider.name });
  });
}

function ensureMayChange({ actor }: ActorAudit): void {
  ensure(canAdministerPeople(actor), "Only admins may let a provider send users and groups.");
  ensure(canChangeCredentials(actor), cannotChangeCredentials);
}

/** The provider that a token belongs to; null if there is none. */
export async function findProviderByToken(secret: string): Promise<Provider | null> {
  if (!isWellFormed(secret, prefixes.scimToken)) return null;
  const found = await db.scimToken.findUnique({
    where: { hash: digestOf(secret) },
    select: { lastUsedAt: true, provider: { omit: { sealed: true } } },
  });
  if (!found) return null;
  const { lastUsedAt, provider } = found;
  const now = new Date();
  if (!lastUsedAt || lastUsedAt.getTime() < now.getTime() - notedEveryMs)
    await note(provider, { lastUsedAt: now });
  return provider;
}

/** Keeps what was refused last, for admins. */
export async function noteError(provider: Provider, what: string): Promise<void> {
  await note(provider, {
    lastError: storableText(what.slice(0, maxNote)),
    lastErrorAt: new Date(),
  });
}

async function note(
  { id: providerId }: Provider,
  data: { lastUsedAt: Date } | { lastError: string; lastErrorAt: Date },
): Promise<void> {
  await db.scimToken.updateMany({ where: { providerId }, data });
}
