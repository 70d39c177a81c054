import { record } from "../../../history/record.ts";
import type { Actor } from "../../../identity/actor/actor.ts";
import type { ActorAudit } from "../../../identity/actor/audit.ts";
import { canAdministerPeople, canChangeCredentials } from "../../../identity/actor/policy.ts";
import { cannotChangeCredentials } from "../../../identity/people/sentences.ts";
import { type Provider, sealSecrets, secretsOf } from "../../../identity/providers/providers.ts";
import {
  db,
  type ProviderKind,
  transaction,
  uniqueViolation,
} from "../../../platform/db/client.ts";
import { ensure, Invalid, NotFound } from "../../../platform/errors.ts";
import { applyGroups } from "../groups.ts";
import { changeIdentity } from "../suspension.ts";
import { type Kind, kindOf, type ProviderInput } from "./kinds.ts";
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

/** How a provider is shown and changed. */
export function kindOfProvider({ kind }: Pick<Provider, "kind">): Kind {
  const found = kindOf(kind);
  if (!found) throw new NotFound("sign-in provider");
  return found;
}

interface NewProvider {
  kind: ProviderKind;
  slug: string;
  input: ProviderInput;
}

export async function createProvider(
  audit: ActorAudit,
  { kind, slug, input }: NewProvider,
): Promise<Provider> {
  ensureMayChange(audit.actor);
  refuse(ruleProblems(input));
  const { secrets, settings, ...rest } = input;
  const data = { ...rest, kind, slug, settings: { ...settings }, sealed: sealSecrets(secrets) };
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
  refuse(ruleProblems(input));
  const known = await secretsOf(before);
  const kind = kindOfProvider(before);
  const moves = kind.moves(Object(before.settings), input.settings);
  if (moves && Object.keys(known).some((name) => !Object.hasOwn(input.secrets, name)))
    throw new Invalid({ form: enterAgain });

  const { secrets, settings, ...rest } = input;
  const sealed = sealSecrets({ ...known, ...secrets });
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
        if (!current) return;
        await applyGroups(tx, current, []);
        await tx.externalIdentity.delete({ where });
      });
}

const slugTaken = "Another provider has this address. Choose a different one.";
const enterAgain =
  "Enter the secret again: it would be sent to another address now, or be of another kind.";

function ensureMayChange(actor: Actor): void {
  ensure(canAdministerPeople(actor), forAdmins);
  ensure(canChangeCredentials(actor), cannotChangeCredentials);
}

function refuse(problems: Record<string, string>): void {
  if (Object.keys(problems).length > 0) throw new Invalid(problems);
}
