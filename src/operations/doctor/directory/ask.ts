import { type Connection, connect } from "../../../identity/providers/ldap/connection.ts";
import { firstValueOf, readEntry } from "../../../identity/providers/ldap/entries.ts";
import { DirectoryFailure, failureOf } from "../../../identity/providers/ldap/failure.ts";
import { basesOf } from "../../../identity/providers/ldap/people.ts";
import { lookupFor } from "../../../identity/providers/ldap/servers.ts";
import {
  type Directory,
  groupBaseOf,
  type ServerAddress,
  serversOf,
} from "../../../identity/providers/ldap/settings.ts";

const timeoutMs = 12_000;

/** What one server of a directory answered. */
export interface Answered {
  server: ServerAddress;
  failure: DirectoryFailure | null;
  certificateEnds: Date | null;
  bases: DirectoryFailure | null; // what is wrong with them
  offset: number | null; // of its clock to that of Portus, in ms
}

/** Connects to each server, binds, and looks for the bases. */
export async function askServers(directory: Directory): Promise<Answered[]> {
  const until = Date.now() + timeoutMs;
  return Promise.all(serversOf(directory.settings).map((server) => ask(directory, server, until)));
}

async function ask(directory: Directory, server: ServerAddress, until: number): Promise<Answered> {
  const lookup = lookupFor(directory);
  const binder = { dn: directory.settings.bindDn ?? "", password: directory.password };
  const nothing = { server, failure: null, certificateEnds: null, bases: null, offset: null };
  const failed = (error: unknown) => failureOf(error, directory.name);
  try {
    const connection = await connect({ ...directory, lookup }, server, binder, until);
    const { certificateEnds } = connection;
    try {
      const bases = await lookForBases(connection, directory, until).catch(failed);
      const offset = await clockOffset(connection, until).catch(() => null);
      return { ...nothing, certificateEnds, bases, offset };
    } finally {
      connection.close();
    }
  } catch (error) {
    return { ...nothing, failure: failed(error) };
  }
}

async function lookForBases(connection: Connection, { settings }: Directory, until: number) {
  for (const base of new Set([...basesOf(settings), groupBaseOf(settings)])) {
    const found = await readEntry(connection, base, ["1.1"], until);
    if (found.length === 0)
      return new DirectoryFailure("no_base", `${base} does not exist, or Portus may not see it.`);
  }
  return null;
}

/** Active Directory says the time in its root entry (currentTime, MS-ADTS 3.1.1.3.2); others do not. */
async function clockOffset(connection: Connection, until: number): Promise<number | null> {
  const [root] = await readEntry(connection, "", ["currentTime"], until);
  const said = (root && firstValueOf(root, "currentTime")) ?? "";
  const [, date, time] = /^(\d{8})(\d{6})(?:\.\d{1,9})?Z$/.exec(said) ?? [];
  if (!date || !time) return null;
  const iso = `${date.replace(/(....)(..)(..)/, "$1-$2-$3")}T${time.replace(/(..)(..)(..)/, "$1:$2:$3")}Z`;
  return Date.parse(iso) - Date.now();
}
