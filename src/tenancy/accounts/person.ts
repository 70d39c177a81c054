import { type Audit, record } from "../../history/record.ts";
import { type Actor, actorFields } from "../../identity/actor/actor.ts";
import { ownGlobalTeams } from "../../identity/people/admins.ts";
import { type Registry, type Tx, uniqueViolation } from "../../platform/db/client.ts";
import { Invalid } from "../../platform/errors.ts";
import { createPersonalNamespace } from "../namespaces/own-namespaces.ts";
import { deleteSetupCode } from "./setup-code.ts";

export interface NewPerson {
  username: string;
  email: string | null;
  emailConfirmedAt?: Date | null;
  withheldEmail?: string | null;
  displayName?: string | null;
  passwordHash: string | null;
  admin: boolean;
}

/** Who creates an account: an actor, or the person who signs up, from an address. */
export type Creator = Audit | { address: string | null };

/** Creates a person with a personal namespace in each registry. */
export async function createPerson(
  tx: Tx,
  registry: Registry,
  input: NewPerson,
  creator: Creator,
): Promise<Actor> {
  await refuseTaken(tx, input);
  const person = await tx.user.create({ data: input, select: actorFields });
  // An account created other than by sign-up closes the founding sign-up to strangers.
  await tx.$executeRaw`INSERT INTO founding (id, user_id) VALUES (1, ${person.id}) ON CONFLICT DO NOTHING`;
  await deleteSetupCode(tx);
  if (person.admin) await ownGlobalTeams(tx, person.id);
  for (const home of await registriesOf(tx, registry))
    await createPersonalNamespace(tx, home, person);
  await record(tx, auditOf(creator, person), { key: "user.create", subject: person.username });
  return person;
}

function auditOf(creator: Creator, person: Actor): Audit {
  return "actor" in creator ? creator : { actor: person, credential: "none", ...creator };
}

/** The registry from the environment, then the others: a person has a namespace in each. */
async function registriesOf(tx: Tx, first: Registry): Promise<Registry[]> {
  return [first, ...(await tx.registry.findMany({ where: { id: { not: first.id } } }))];
}

/** Retries if someone else took the namespace name at the same moment; the next attempt picks another. */
export async function retryOnTakenName<T>(work: () => Promise<T>, turns = 5): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (turns <= 1 || !uniqueViolation(error)) throw error;
    return retryOnTakenName(work, turns - 1);
  }
}

/** Checks that names are free. If someone takes them at the same moment, the database refuses and the retry fails here. */
async function refuseTaken(tx: Tx, { username, email }: NewPerson): Promise<void> {
  const found = await tx.user.findMany({
    where: { OR: [{ username }, ...(email ? [{ email }] : [])] },
    select: { username: true, email: true },
  });
  const taken: Record<string, string> = {};
  if (found.some((user) => user.username === username))
    taken.username = "This user name is taken. Choose a different one.";
  if (found.some((user) => email && user.email === email))
    taken.email =
      "An account with this e-mail address exists. Sign in with it, or enter a different one.";
  if (Object.keys(taken).length > 0) throw new Invalid(taken);
}
