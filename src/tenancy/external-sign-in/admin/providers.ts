import { record } from "../../../history/record.ts";
import type { Actor } from "../../../identity/actor/actor.ts";
import type { ActorAudit } from "../../../identity/actor/audit.ts";
import { canAdministerPeople, canChangeCredentials } from "../../../identity/actor/policy.ts";
import { cannotChangeCredentials } from "../../../identity/people/sentences.ts";
import {
  type Provider,
  type ProviderSecrets,
  sealSecrets,
  secretsOf,
} from "../../../identity/providers/providers.ts";
import {
  db,
  type ProviderKind,
  transaction,
  uniqueViolation,
} from "../../../platform/db/client.ts";
import { ensure, Invalid, NotFound } from "../../../platform/errors.ts";
import { disconnectWithin } from "../groups.ts";
import { changeIdentity } from "../suspension.ts";
import { type Kind, loadKind, type NewProviderInput, type ProviderInput } from "./kinds.ts";
import { ruleProblems } from "./schemas.ts";

const forAdmins = "Only admins may manage sign-in providers.";
const declaredSentence =
  "The environment of Portus declares this provider. Change its variables and restart Portus.";

/** All providers, oldest first, with how many people are connected to each. There are only a few. */
export async function listAllProviders(actor: Actor) {
  ensure(canAdministerPeople(actor), forAdmins);
  return db.signInProvider.findMany({
    omit: { sealed: true },
    orderBy: { id: "asc" },
    include: { _count: { select: { identities: true } } },
  });
}

export async function findAnyProvider(actor: Actor, id: number): Promise<Provider> {
  ensure(canAdministerPeople(actor), forAdmins);
  const found = await db.signInProvider.findUnique({ where: { id }, omit: { sealed: true } });
  if (!found) throw new NotFound("sign-in provider");
  return found;
}

export async function createProvider(
  audit: ActorAudit,
  kind: ProviderKind,
  { slug, input }: NewProviderInput,
): Promise<Provider> {
  ensureMayChange(audit.actor);
  const isTaken = (await db.signInProvider.count({ where: { slug } })) > 0;
  const found = await loadKind(kind);
  await refuseInvalid(found, input, {
    known: {},
    problems: isTaken ? { slug: slugTaken } : {},
  });
  const { secrets: _, settings, ...rest } = input;
  const sealed = sealedFor(found, input, {});
  const data = { ...rest, kind, slug, settings: { ...settings }, sealed };
  return transaction(async (tx) => {
    const made = await tx.signInProvider
      .create({ data, omit: { sealed: true } })
      .catch((error: unknown) => {
        throw uniqueViolation(error) ? new Invalid({ slug: slugTaken }) : error;
      });
    await record(tx, audit, { key: "provider.create", subject: made.name });
    return made;
  });
}

/** Secrets that are left empty stay, unless they would go to another place now. */
export async function changeProvider(
  audit: ActorAudit,
  before: Provider,
  input: ProviderInput,
): Promise<void> {
  ensureMayChange(audit.actor);
  ensure(!before.declared, declaredSentence);
  const kind = await loadKind(before.kind);
  const known = await secretsOf(before);
  await refuseInvalid(kind, input, { known, problems: {} });
  const needed = kind.secretFor(input.settings);
  const { secrets, settings, ...rest } = input;
  if (needed && !secrets[needed.name] && kind.moves(Object(before.settings), settings))
    throw new Invalid({ [needed.field]: enterAgain });

  const sealed = sealedFor(kind, input, known);
  await transaction(async (tx) => {
    const { id } = before;
    await tx.signInProvider.update({
      where: { id },
      data: { ...rest, settings: { ...settings }, sealed },
    });
    await record(tx, audit, { key: "provider.update", subject: input.name });
  });
}

/** Deletes a provider, the connections of its people and what its groups gave. The accounts stay. */
export async function deleteProvider(audit: ActorAudit, provider: Provider): Promise<void> {
  ensureMayChange(audit.actor);
  ensure(!provider.declared, declaredSentence);
  const { id } = provider;
  await db.signInProvider.update({ where: { id }, data: { enabled: false } }); // nobody comes in the meantime
  await endConnections(id);
  await transaction(async (tx) => {
    await tx.signInProvider.delete({ where: { id } });
    await record(tx, audit, { key: "provider.delete", subject: provider.name });
  });
}

/** One transaction for each person, because each locks the teams that their groups gave. */
async function endConnections(providerId: number): Promise<void> {
  const next = () => db.externalIdentity.findMany({ where: { providerId }, take: 100 });
  for (let some = await next(); some.length > 0; some = await next())
    for (const identity of some)
      await changeIdentity(identity, async (tx) => {
        const where = { id: identity.id };
        const current = await tx.externalIdentity.findUnique({ where });
        if (current) await disconnectWithin(tx, current);
      });
}

const slugTaken = "Another provider has this address. Choose a different one.";
const enterAgain =
  "Enter the secret again: it would be sent to another address now, or be of another kind.";

function ensureMayChange(actor: Actor): void {
  ensure(canAdministerPeople(actor), forAdmins);
  ensure(canChangeCredentials(actor), cannotChangeCredentials);
}

/** The secret that the settings need, as it was entered or as it was. Others are forgotten. */
function sealedFor(kind: Kind, { settings, secrets }: ProviderInput, known: ProviderSecrets) {
  const needed = kind.secretFor(settings);
  const secret = needed && (secrets[needed.name] ?? known[needed.name]);
  return sealSecrets(needed && secret ? { [needed.name]: secret } : {});
}

interface Known {
  known: ProviderSecrets;
  problems: Record<string, string>;
}

/** Throws Invalid with everything that is wrong beyond single fields, so that all of it is corrected at once. */
async function refuseInvalid(kind: Kind, input: ProviderInput, { known, problems }: Known) {
  const needed = kind.secretFor(input.settings);
  const isMissing = needed && !input.secrets[needed.name] && !known[needed.name];
  const all = {
    ...problems,
    ...ruleProblems(input),
    ...(isMissing && { [needed.field]: needed.missing }),
    ...(await kind.problems(input.settings)),
  };
  if (Object.keys(all).length > 0) throw new Invalid(all);
}
