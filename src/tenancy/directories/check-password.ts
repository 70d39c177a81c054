import type { ExternalPerson } from "../../identity/providers/external-person.ts";
import { DirectoryFailure } from "../../identity/providers/ldap/failure.ts";
import { reachOf } from "../../identity/providers/ldap/pool.ts";
import { confirmPassword, type DirectoryRefusal } from "../../identity/providers/ldap/sign-in.ts";
import type { DirectoryAsk, DirectoryVerdict } from "../../identity/sign-in/directory-check.ts";
import type { Rejection } from "../../identity/sign-in/rejection.ts";
import { admit, reserve } from "../../identity/sign-in/throttle.ts";
import { db } from "../../platform/db/client.ts";
import { Invalid, Unavailable } from "../../platform/errors.ts";
import { log } from "../../platform/log.ts";
import { settledAccount } from "../external-sign-in/settled.ts";
import { SignInRefused, signInExternally } from "../external-sign-in/sign-in.ts";
import { type KnownDirectory, listDirectories } from "./directories.ts";
import { mapNames } from "./name-mappings.ts";

const timeoutMs = 10_000; // clients of a registry wait for about 15 s
const retrySeconds = 5;

/**
 * What the directories say of a name and a password that are not those of an account here. Null if there are none. The name
 * may be that of an account with a password of Portus that no directory is connected to: somebody else may have it there.
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
    else if ("subject" in answer) return enter(asked, answer, ask);
    else if (answer.why !== "unknown" && !asked.isForeign) return { why: reasons[answer.why] };
  }
  if (directories.every(({ isForeign }) => isForeign)) return { why: "wrong_password" }; // of the account here
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
  isForeign?: boolean; // to the account that has the name here
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
  if (identities.length === 0)
    return all.map((known) => ({ ...known, isForeign: account.hasPassword }));
  return all.flatMap((known) => {
    const identity = identities.find((it) => it.providerId === known.provider.id);
    return identity ? [{ ...known, subject: identity.subject ?? undefined }] : [];
  });
}

async function confirm(
  { directory, subject }: Asked,
  { username, secret }: Pick<DirectoryAsk, "username" | "secret">,
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

/** The person of a directory that a name and a password belong to. Wrong ones count as in a sign-in. Throws Invalid. */
export async function provePerson(
  asked: KnownDirectory,
  { username, secret, address }: { username: string; secret: string; address: string },
): Promise<ExternalPerson> {
  const attempt = { username: username.toLowerCase(), address };
  await admit(attempt);
  const reservation = await reserve(attempt);
  const answer = await confirm(asked, { ...attempt, secret }, Date.now() + timeoutMs);
  if (answer !== "failed" && "why" in answer) {
    await reservation.keep();
    throw new Invalid({
      secret: `${asked.directory.name} does not accept this name and password.`,
    });
  }
  await reservation.uncount();
  if (answer === "failed") throw new Unavailable(retrySeconds, unavailable);
  return answer;
}

const refusedLine = "a directory refused a password";

/** The account of a person that a directory confirmed. Without a change nothing is written, and no cache is cleared. */
async function enter(
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
  deprovisioned: "deprovisioned",
  no_account: "no_account",
} as const;
