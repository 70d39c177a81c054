import type { Actor } from "../../identity/actor/actor.ts";
import { operator } from "../../identity/actor/system-actors.ts";
import { emailLink } from "../../identity/email-links/emails.ts";
import { makeLink } from "../../identity/email-links/links.ts";
import { notifyOwner } from "../../identity/people/addresses.ts";
import { hashNewPassword } from "../../identity/sign-in/new-passwords.ts";
import { createTokenWithin } from "../../identity/tokens/tokens.ts";
import { config } from "../../platform/config/config.ts";
import { db, type Tx, transaction } from "../../platform/db/client.ts";
import { Forbidden, Invalid } from "../../platform/errors.ts";
import { ensureRegistry } from "../../registry/registries.ts";
import { createPerson, retryOnTakenName } from "../accounts/person.ts";
import { removeSetupFile } from "../accounts/setup-file.ts";
import { ensureGlobalNamespace } from "../namespaces/own-namespaces.ts";
import { suggestsAuthority } from "../namespaces/reserved-names.ts";
import { canChooseName, canSignUp } from "./policy.ts";
import type { SignUpInput } from "./schemas.ts";
import { announceSetup, ensureSetupCode } from "./setup.ts";

let founded = false;

/** Whether there is any account yet. Once true, it is not queried again, and the file with the setup code is deleted. */
export async function isFounded(): Promise<boolean> {
  if (founded) return true;
  founded = (await db.user.findFirst({ select: { id: true } })) !== null;
  if (founded) removeSetupFile();
  return founded;
}

/** At the start: says how to create the first account, unless there is one. */
export async function prepareSetup(): Promise<void> {
  if (!(await isFounded())) await announceSetup();
}

/** Whether a stranger may sign up now. */
export async function isSignUpOpen(): Promise<boolean> {
  return canSignUp({ open: config.signUp, founded: await isFounded() });
}

/** A new person; with `mustConfirm` the account is disabled until the e-mail address is confirmed. */
type Newcomer = Actor & { mustConfirm: boolean };

type SignUpRequest = Omit<SignUpInput, "setup_code"> & {
  displayName?: string | null;
  setupCode?: string; // the first person needs it
};

interface From {
  address: string;
}

/** Signs someone up with a personal namespace. The very first becomes the admin. */
export async function signUp(input: SignUpRequest, { address }: From): Promise<Newcomer> {
  return register(input, { address }, async (_tx, newcomer) => newcomer);
}

/** Signs up the very first person, with an application token, for scripts. */
export async function bootstrap(input: SignUpRequest, { address }: From) {
  return register(input, { address, onlyFirst: true }, (tx, person) => {
    const audit = { actor: person, credential: "none", address } as const;
    return createTokenWithin(tx, audit, person.id, { name: "bootstrap", expiresAt: null });
  });
}

/** Signs someone up. `finish` runs in the same transaction. */
async function register<T>(
  input: SignUpRequest,
  { address, onlyFirst = false }: From & { onlyFirst?: boolean },
  finish: (tx: Tx, newcomer: Newcomer) => Promise<T>,
): Promise<T> {
  if (!(await isSignUpOpen())) throw new Forbidden(closed);
  if (!(await isFounded())) await ensureSetupCode(input.setupCode ?? "", { address });
  const passwordHash = await hashNewPassword(input.password, input);
  const registry = await ensureRegistry(config);

  const done = await retryOnTakenName(() =>
    transaction(async (tx) => {
      const first = await claimFounding(tx);
      ensureAccepted(input, { first, onlyFirst });
      if (first) await ensureGlobalNamespace(tx, registry);
      const { username, email, displayName = null } = input;
      const admin = first && config.firstUserAdmin;
      const taken = (await tx.user.count({ where: { email } })) > 0;
      const own = taken ? null : email;
      const withheldEmail = taken ? email : null; // only its owner is notified; the new person learns nothing
      const given = { username, email: own, withheldEmail, displayName, passwordHash, admin };
      const person = await createPerson(tx, registry, given, { address });
      if (taken) await notifyOwner(tx, username, email);
      if (first) await tx.founding.update({ where: { id: 1 }, data: { userId: person.id } });
      const mustConfirm = config.confirmEmail && !first;
      if (mustConfirm) await disableUntilConfirmed(tx, person, own);
      return finish(tx, { ...person, mustConfirm });
    }),
  );
  await isFounded(); // the setup code has served
  return done;
}

function ensureAccepted(
  { username }: SignUpRequest,
  { first, onlyFirst }: { first: boolean; onlyFirst: boolean },
): void {
  if (!canSignUp({ open: config.signUp && !onlyFirst, founded: !first }))
    throw new Forbidden(alreadyFounded);
  const named = {
    suggestsAuthority: suggestsAuthority(username) || username === operator.username,
  };
  if (!canChooseName(named, { founded: !first }))
    throw new Invalid({ username: "This user name is reserved. Choose a different one." });
}

/** Disables an account until its address is confirmed, and e-mails the link that confirms it, unless it is another's. */
async function disableUntilConfirmed(
  tx: Tx,
  { id, username }: Actor,
  email: string | null,
): Promise<void> {
  await tx.user.update({ where: { id }, data: { disabledAt: new Date() } });
  const link = await makeLink(tx, id, "confirmation");
  if (email) await emailLink(tx, "confirmation", { username, email }, link);
}

const closed = "Sign-up is closed here. Ask an admin for an account.";
const alreadyFounded =
  "Someone else signed up first: there is an admin already. Ask them for an account.";

/** Inserts the row that only one sign-up can insert. Concurrent sign-ups wait for its commit and then fail. */
async function claimFounding(tx: Tx): Promise<boolean> {
  const taken = await tx.$executeRaw`INSERT INTO founding (id) VALUES (1) ON CONFLICT DO NOTHING`;
  return taken === 1 && (await tx.user.count()) === 0;
}
