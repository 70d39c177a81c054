import type { Entry, Filter } from "ldapts";
import { primaryGroupSid } from "./active-directory.ts";
import type { Connection } from "./connection.ts";
import { canonicalDn, isBelow, ownName } from "./dn.ts";
import { allValuesOf, bytesOf, firstValueOf, readEntry } from "./entries.ts";
import { containsInChain, equals, or } from "./filters.ts";
import { groupBaseOf, type LdapSettings } from "./settings.ts";

const maxDepth = 10; // of groups in groups
const maxGroups = 1_000; // each has two names
const batchSize = 40; // names in one filter

/** A group by its DN and by its own name, both in the one form in which they are compared. */
interface Group {
  dn: string; // as the directory writes it
  names: readonly string[];
}

type Found = Map<string, Group>; // by canonical DN

/** Who is asked about: the entry, and the user names that posixGroup lists. */
export interface Member {
  entry: Entry;
  names: readonly string[];
}

/**
 * The groups of a person, and groups of these: each by its DN and by its own name. Null if the directory did not name
 * all of them, or if there are too many: then nothing is known.
 */
export async function groupsOf(
  connection: Connection,
  settings: LdapSettings,
  member: Member,
  until: number,
): Promise<string[] | null> {
  const found: Found = new Map();
  const search = { connection, settings, until, found };
  if (settings.groupStyle === "members") await walkMembers(search, member);
  if (settings.groupStyle === "member_of") await walkMemberOf(search, member);
  if (settings.groupStyle === "in_chain") await askInChain(search, member);
  if (settings.groupStyle === "token_groups") await readTokenGroups(search, member);
  if (found.size > maxGroups) return null;
  return [...new Set([...found.values()].flatMap(({ names }) => names))];
}

interface Search {
  connection: Connection;
  settings: LdapSettings;
  until: number;
  found: Found;
}

/** groupOfNames, groupOfUniqueNames and posixGroup: the groups that list the person, then those that list the groups. */
async function walkMembers(search: Search, { entry, names }: Member): Promise<void> {
  const lists = (dn: string) => [equals("member", dn), equals("uniqueMember", dn)];
  const first = [...lists(entry.dn), ...names.map((name) => equals("memberUid", name))];
  let frontier = [...(await findGroups(search, first)), ...(await findPrimary(search, entry))];
  for (let depth = 1; frontier.length > 0 && depth < maxDepth; depth += 1) {
    const above = frontier.flatMap(({ dn }) => lists(dn));
    frontier = await findGroups(search, above);
  }
}

/** The attribute memberOf of the person, and of each group. Groups outside of the base for groups do not count. */
async function walkMemberOf(search: Search, { entry }: Member): Promise<void> {
  let frontier = [entry];
  const primary = await findPrimary(search, entry);
  for (let depth = 0; frontier.length > 0 && depth < maxDepth; depth += 1) {
    const parents: Group[] = depth === 0 ? [...primary] : [];
    for (const child of frontier) {
      const { connection, until } = search;
      const dns = await allValuesOf(connection, child, { attribute: "memberOf", until });
      parents.push(...dns.map((dn) => groupAt(dn)).filter((group) => add(search, group)));
    }
    frontier = await readGroups(search, parents);
  }
}

async function askInChain(search: Search, { entry }: Member): Promise<void> {
  const primary = await findPrimary(search, entry);
  const asked = [entry.dn, ...primary.map(({ dn }) => dn)];
  await findGroups(search, asked.map(containsInChain));
}

/** The SIDs of all groups, with nested and primary ones (MS-ADTS 3.1.1.4.5.19), which only a base search returns. */
async function readTokenGroups(search: Search, { entry }: Member): Promise<void> {
  const { connection, until } = search;
  const [own] = await readEntry(connection, entry.dn, ["tokenGroups"], until);
  const sids = own ? bytesOf(own, "tokenGroups") : [];
  await findGroups(
    search,
    sids.map((sid) => equals("objectSid", sid)),
  );
}

/** The primary group, which lists nobody as its member. */
async function findPrimary(search: Search, entry: Entry): Promise<Group[]> {
  const [sid] = bytesOf(entry, "objectSid");
  const rid = firstValueOf(entry, "primaryGroupID");
  const primary = sid && rid && primaryGroupSid(sid, rid);
  return primary ? findGroups(search, [equals("objectSid", primary)]) : [];
}

/** Adds the groups that match one of some filters. Returns those that are new. */
async function findGroups(search: Search, filters: readonly Filter[]): Promise<Group[]> {
  const { connection, settings, until, found } = search;
  const fresh: Group[] = [];
  for (let start = 0; start < filters.length && found.size <= maxGroups; start += batchSize) {
    const filter = or(filters.slice(start, start + batchSize));
    const query = { base: groupBaseOf(settings), filter, attributes: ["cn"] };
    for (const entry of await connection.all(query, until)) {
      const group = groupAt(entry.dn, firstValueOf(entry, "cn"));
      if (add(search, group)) fresh.push(group);
    }
  }
  return fresh;
}

/** The entries of groups, for what these are members of. */
async function readGroups({ connection, until }: Search, groups: readonly Group[]) {
  const read: Entry[] = [];
  for (const { dn } of groups) read.push(...(await readEntry(connection, dn, ["memberOf"], until)));
  return read;
}

/** Adds a group, unless it is known or outside of the base for groups. */
function add({ settings, found }: Search, group: Group): boolean {
  const [key = ""] = group.names;
  if (found.has(key) || found.size > maxGroups || !isBelow(group.dn, groupBaseOf(settings)))
    return false;
  found.set(key, group);
  return true;
}

function groupAt(dn: string, cn = ownName(dn)): Group {
  const key = canonicalDn(dn) ?? dn.toLowerCase();
  return { dn, names: cn ? [key, cn.toLowerCase()] : [key] };
}

/** A group as mappings name it: a DN in its one form, or a name in lower case. */
export function groupName(written: string): string {
  const dn = /=/.test(written) ? canonicalDn(written) : null;
  return dn ?? written.trim().toLowerCase();
}
