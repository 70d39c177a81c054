import type { Entry, Filter } from "ldapts";
import { log } from "../../../platform/log.ts";
import { cleanedPerson, type ExternalPerson, maxSubject } from "../external-person.ts";
import { isInactive } from "./active-directory.ts";
import type { Connection, Query } from "./connection.ts";
import { canonicalDn, domainOf, isBelow } from "./dn.ts";
import { binaryAttributes, firstValueOf, keyOf, lineOf, valuesOf } from "./entries.ts";
import { DirectoryFailure } from "./failure.ts";
import { and, configured, equals, hasKey, or } from "./filters.ts";
import { groupsOf } from "./groups.ts";
import type { LdapSettings } from "./settings.ts";

const maxFound = 2; // more are not needed to see that a name is not unique

/** The entries with a user name: none, one, or more than one, which is a fault of the directory or of the settings. */
export function findByName(
  connection: Connection,
  settings: LdapSettings,
  name: string,
  until: number,
): Promise<Entry[]> {
  const query = queryFor(settings, equals(settings.uid, name));
  return below(settings, (base) => connection.first(maxFound, { ...query, base }, until));
}

/** All entries with one of some stable keys. Throws if the directory does not give out all of them. */
export function findByKeys(
  connection: Connection,
  settings: LdapSettings,
  subjects: readonly string[],
  until: number,
): Promise<Entry[]> {
  const filter = or(subjects.map((subject) => hasKey(settings.key, subject)));
  const query = queryFor(settings, filter);
  return below(settings, (base) => connection.all({ ...query, base }, until));
}

const queryFor = (settings: LdapSettings, filter: Filter): Omit<Query, "base"> => ({
  filter: and(filter, ...configured(settings.filter)),
  attributes: attributesFor(settings),
  binary: binaryAttributes,
});

/** Searches below each base; an entry that is found twice counts once. */
async function below(settings: LdapSettings, search: (base: string) => Promise<Entry[]>) {
  const entries = new Map<string, Entry>();
  for (const base of basesOf(settings))
    for (const entry of await search(base)) entries.set(canonicalDn(entry.dn) ?? entry.dn, entry);
  return [...entries.values()];
}

/** The bases below which people are searched. */
export const basesOf = ({ base, adminBase }: LdapSettings): string[] =>
  adminBase && !isBelow(adminBase, base) ? [base, adminBase] : [base];

const attributesFor = ({ uid, key, emailAttribute, groupStyle }: LdapSettings): string[] => [
  uid,
  key,
  "cn",
  "displayName",
  ...(emailAttribute ? [emailAttribute] : []),
  ...(groupStyle === "member_of" ? ["memberOf"] : []),
  "objectSid",
  "primaryGroupID",
  ...stateAttributes,
];

const stateAttributes = [
  "userAccountControl",
  "accountExpires",
  "nsAccountLock",
  "pwdAccountLockedTime",
];

/** Whether an entry has exactly this user name, without case: servers also ignore spaces and accents. */
export const hasName = (entry: Entry, { uid }: LdapSettings, name: string): boolean =>
  valuesOf(entry, uid).some((value) => value.toLowerCase() === name.toLowerCase());

/** Locked for good by an administrator: draft-behera-ldap-password-policy, 5.3.3. */
const lockedForGood = "000001010000Z";

/** Whether the directory says that the account is disabled or has expired. */
export function isDisabled(entry: Entry): boolean {
  const [control, expires, locked, since] = stateAttributes.map((name) =>
    firstValueOf(entry, name),
  );
  return (
    isInactive({ control, expires }) ||
    locked?.toLowerCase() === "true" || // 389 Directory Server and FreeIPA
    since === lockedForGood
  );
}

/** The stable key of an entry; null if the directory shows none. */
export const subjectOf = (entry: Entry, { key }: LdapSettings): string | null =>
  keyOf(entry, key)?.slice(0, maxSubject) ?? null;

/** A person with their groups. Null if the entry has no stable key, by which the account would be found again. */
export async function personAt(
  connection: Connection,
  settings: LdapSettings,
  entry: Entry,
  until: number,
): Promise<ExternalPerson | null> {
  const subject = subjectOf(entry, settings);
  const username = firstValueOf(entry, settings.uid);
  if (subject === null || username === undefined) return null;
  const member = { entry, names: valuesOf(entry, settings.uid) };
  const groups = await groupsOf(connection, settings, member, until).catch(notKnown);
  return cleanedPerson({
    subject,
    username,
    email: emailOf(entry, settings, username),
    emailVerified: settings.guessEmail && settings.emailAttribute !== null,
    displayName: lineOf(entry, "displayName", 255) ?? lineOf(entry, "cn", 255),
    groups: groups && [...groups, ...adminBases(entry, settings)],
  });
}

/** A person whose groups can't be read signs in, and keeps what the groups gave before. */
function notKnown(error: unknown): null {
  if (!(error instanceof DirectoryFailure)) throw error;
  log.warn({ why: error.message }, "the groups of a person could not be read from the directory");
  return null;
}

/** The base of admins counts as a group of those below it. */
function adminBases(entry: Entry, { adminBase }: LdapSettings): string[] {
  const name = adminBase && isBelow(entry.dn, adminBase) ? canonicalDn(adminBase) : null;
  return name ? [name] : [];
}

/** The attribute that the settings name, or `name@` the domain of the base, as SUSE Portus guessed it. */
function emailOf(entry: Entry, settings: LdapSettings, username: string): string | null {
  const { guessEmail, emailAttribute, base } = settings;
  if (!guessEmail) return null;
  if (emailAttribute) return lineOf(entry, emailAttribute, 255);
  const domain = domainOf(base);
  return domain && !username.includes("@") ? `${username}@${domain}` : null;
}
