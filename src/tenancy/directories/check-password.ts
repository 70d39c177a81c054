import type { ExternalPerson } from "../../identity/providers/external-person.ts";
import { DirectoryFailure } from "../../identity/providers/ldap/failure.ts";
import { reachOf } from "../../identity/providers/ldap/reaches.ts";
import { confirmPassword, type DirectoryRefusal } from "../../identity/providers/ldap/sign-in.ts";
import type { DirectoryAsk, DirectoryVerdict } from "../../identity/sign-in/directory-check.ts";
import type { Rejection } from "../../identity/sign-in/rejection.ts";
import { db } from "../../platform/db/client.ts";
import { Unavailable } from "../../platform/errors.ts";
import { log } from "../../platform/log.ts";
import { settledAccount } from "../external-sign-in/settled.ts";
import { SignInRefused, signInExternally } from "../external-sign-in/sign-in.ts";
import { type KnownDirectory, listDirectories } from "./directories.ts";
import { mapNames } from "./name-mappings.ts";

const timeoutMs = 10_000; // clients of a registry wait for about 15 s
const retrySeconds = 5;

/**
 * What the directories say of a name and a password. Null if none is asked: there is none, or the name is that of an
 * account with a password of Portus that no directory is connected to, and its password is nobody else's business.
 * Throws Unavailable if a directory that may know the person can't be asked.
 */
export async function checkDirectoryPassword(ask: DirectoryAsk): Promise<DirectoryVerdict> {
  const directories = await directoriesFor(ask.account);
  if (directories.length === 0) return null;
  const until = Date.now() + timeoutMs;
  let unanswered = false;
  for (const asked of directories) {
    const answer = await confirm(asked, ask, until);
    if (answer === "failed") unanswered = true;
    else if ("subject" in answer) return admit(asked, answer, ask);
    else if (answer.why !== "unknown") return { why: reasons[answer.why] };
  }
  if (unanswered) throw new Unavailable(retrySeconds, unavailable);
  return { why: "unknown_account" };
}

const reasons = {
  ambiguous: "ambiguous_name",
  disabled: "disabled_there",
  wrong_password: "wrong_password",
} as const;

const unavailable =
  "The directory that checks passwords does not answer at the moment. Accounts with a password of Portus and application tokens keep working. Try again in a few seconds.";

interface Asked extends KnownDirectory {
  subject?: string | undefined; // the key of the account there
}

/** The directories to be asked: those that an account is connected to; for a name without a password here, all. */
async function directoriesFor(account: DirectoryAsk["account"]): Promise<readonly Asked[]> {
  const all = await listDirectories();
  if (all.length === 0 || !account) return all;
  const providerId = { in: all.map(({ provider }) => provider.id) };
  const identities = await db.externalIdentity.findMany({
    where: { userId: account.id, providerId },
    select: { providerId: true, subject: true },
  });
  if (identities.length === 0) return account.hasPassword ? [] : all;
  return all.flatMap((known) => {
    const identity = identities.find((it) => it.providerId === known.provider.id);
    return identity ? [{ ...known, subject: identity.subject }] : [];
  });
}

async function confirm(
  { directory, subject }: Asked,
  { username, secret }: DirectoryAsk,
  until: number,
): Promise<ExternalPerson | DirectoryRefusal | "failed"> {
  try {
    const ask = { name: username, password: secret, subject };
    const answer = await confirmPassword(reachOf(directory), ask, until);
    if ("detail" in answer)
      log.info({ directory: directory.name, user: username, why: answer.detail }, refusedLine);
    return answer;
  } catch (error) {
    if (!(error instanceof DirectoryFailure)) throw error;
    log.warn({ directory: directory.name, why: error.message }, "a directory could not be asked");
    return "failed";
  }
}

const refusedLine = "a directory refused a password";

/** The account of a person that a directory confirmed. Without a change nothing is written, and no cache is cleared. */
async function admit(
  { provider, directory }: Asked,
  person: ExternalPerson,
  { address }: DirectoryAsk,
): Promise<DirectoryVerdict> {
  try {
    await mapNames({ provider, directory }, person.groups);
    const settled = await settledAccount(provider, person);
    const actor = settled ?? (await signInExternally(provider, person, { address }));
    return { actor, forClients: directory.settings.clientLogin };
  } catch (error) {
    if (!(error instanceof SignInRefused)) throw error;
    return { why: refusedReasons[error.why] } satisfies Rejection;
  }
}

const refusedReasons = {
  disabled: "disabled",
  gone_elsewhere: "suspended",
  no_account: "no_account",
} as const;
