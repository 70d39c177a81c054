import { type Audit, record } from "../../history/record.ts";
import { type Actor, actorFields } from "../../identity/actor/actor.ts";
import { ownGlobalTeams } from "../../identity/people/admins.ts";
import { type Registry, type Tx, uniqueViolation } from "../../platform/db/client.ts";
import { Invalid } from "../../platform/errors.ts";
import { createPersonalNamespace } from "../namespaces/namespaces.ts";

export interface NewPerson {
  username: string;
  email: string | null;
  displayName?: string | null;
  passwordHash: string | null;
  admin: boolean;
}

/** Who creates an account: somebody who may, or its own person from an address, by signing up. */
export type Creator = Audit | { address: string | null };

/** Creates a person, with a namespace of their own in each registry. */
export async function createPerson(
  tx: Tx,
  registry: Registry,
  input: NewPerson,
  creator: Creator,
): Promise<Actor> {
  await refuseTaken(tx, input);
  const person = await tx.user.create({ data: input, select: actorFields });
  // Whoever comes first by another door than sign-up keeps the place of the first admin from strangers.
  await tx.$executeRaw`INSERT INTO founding (id, user_id) VALUES (1, ${person.id}) ON CONFLICT DO NOTHING`;
  if (person.admin) await ownGlobalTeams(tx, person.id);
  for (const home of await registriesOf(tx, registry))
    await createPersonalNamespace(tx, home, person);
  await record(tx, auditOf(creator, person), { key: "user.create", subject: person.username });
  return person;
}

function auditOf(creator: Creator, person: Actor): Audit {
  return "actor" in creator ? creator : { actor: person, credential: "none", ...creator };
}

/** The registry that the environment names, then the others: a person has a namespace in each. */
async function registriesOf(tx: Tx, first: Registry): Promise<Registry[]> {
  return [first, ...(await tx.registry.findMany({ where: { id: { not: first.id } } }))];
}

/** Runs it again when somebody took the same name for a namespace in the same moment; then there is a next one. */
export async function retryOnTakenName<T>(work: () => Promise<T>, turns = 5): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (turns <= 1 || !uniqueViolation(error)) throw error;
    return retryOnTakenName(work, turns - 1);
  }
}

/** In the same moment someone else may still take them: then the database refuses, and the next turn says it here. */
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
