import type { ExternalPerson } from "../external-person.ts";
import { type Connection, connect } from "./connection.ts";
import { cureOf } from "./cures.ts";
import { firstValueOf, readEntry, shownAttributes } from "./entries.ts";
import { DirectoryFailure, failureOf } from "./failure.ts";
import { basesOf, findByName, hasName, isDisabled, personAt } from "./people.ts";
import { lookupFor } from "./servers.ts";
import { type Directory, groupBaseOf, type ServerAddress, serversOf } from "./settings.ts";

/** What a look at a directory found, step by step. */
export interface Step {
  ok: boolean;
  says: string;
  cure: string | null; // what to do, if it is not ok
}

export interface Inspection {
  ok: boolean;
  steps: Step[];
  person: ExternalPerson | null;
  /** What the directory sent of the entry that has the name. */
  sent: { name: string; value: string }[];
}

const timeoutMs = 15_000;

/** Connects to each server of a directory, looks for its bases, and for a person if a name is given. Changes nothing. */
export async function testDirectory(directory: Directory, name = ""): Promise<Inspection> {
  const until = Date.now() + timeoutMs;
  const steps: Step[] = [];
  let connection: Connection | null = null;
  for (const server of serversOf(directory.settings)) {
    const found = await reach(directory, server, until);
    steps.push(found.step);
    if (connection) found.connection?.close();
    else connection = found.connection;
  }
  try {
    const rest = connection ? await look(connection, directory, { name, until }) : [];
    steps.push(...rest.map(({ step }) => step));
    const { person = null, sent = [] } = rest.find((it) => it.sent) ?? {};
    return { ok: steps.every(({ ok }) => ok), steps, person, sent };
  } finally {
    connection?.close();
  }
}

const fine = (says: string): Step => ({ ok: true, says, cure: null });

function failed(error: unknown, directory: Directory): Step {
  const failure = failureOf(error, directory.name);
  return { ok: false, says: failure.message, cure: cureOf(failure.problem, directory.settings) };
}

async function reach(directory: Directory, server: ServerAddress, until: number) {
  const { bindDn, encryption } = directory.settings;
  const binder = { dn: bindDn ?? "", password: directory.password };
  try {
    const lookup = lookupFor(directory);
    const connection = await connect({ ...directory, lookup }, server, binder, until);
    const how = { start_tls: "by StartTLS", simple_tls: "by TLS", none: "without encryption" };
    const who = bindDn ? `and accepts the bind of ${bindDn}` : "and accepts an anonymous bind";
    return { step: fine(`${connection.server} answers ${how[encryption]} ${who}.`), connection };
  } catch (error) {
    return { step: failed(error, directory), connection: null };
  }
}

interface Look {
  step: Step;
  person?: ExternalPerson | null;
  sent?: Inspection["sent"];
}

async function look(
  connection: Connection,
  directory: Directory,
  { name, until }: { name: string; until: number },
): Promise<Look[]> {
  const { settings } = directory;
  const bases = new Set([...basesOf(settings), groupBaseOf(settings)]);
  const found: Look[] = [];
  for (const base of settings.bindPattern ? [] : bases) found.push(await lookForBase(base));
  if (name) found.push(await lookForPerson());
  return found;

  async function lookForBase(base: string): Promise<Look> {
    try {
      const [entry] = await readEntry(connection, base, ["1.1"], until);
      if (entry) return { step: fine(`${base} is there.`) };
      throw new DirectoryFailure("no_base", `There is no ${base}, or it is not shown to Portus.`);
    } catch (error) {
      return { step: failed(error, directory) };
    }
  }

  async function lookForPerson(): Promise<Look> {
    try {
      return await describePerson(connection, directory, { name, until });
    } catch (error) {
      return { step: failed(error, directory) };
    }
  }
}

async function describePerson(
  connection: Connection,
  { settings }: Directory,
  { name, until }: { name: string; until: number },
): Promise<Look> {
  const entries = await findByName(connection, settings, name, until);
  const [entry] = entries;
  const not = (says: string, cure: string, seen: Partial<Look> = {}): Look => ({
    ...seen,
    step: { ok: false, says, cure },
  });
  if (entries.length > 1) return not(`${name} is the name of more than one entry.`, oneEntry);
  if (!entry || !hasName(entry, settings, name))
    return not(`No entry has ${name} as its ${settings.uid}.`, otherName);
  const sent = [{ name: "dn", value: entry.dn }, ...shownAttributes(entry)];
  if (isDisabled(entry))
    return not(`${entry.dn} is disabled or has expired.`, enableThere, { sent });
  const person = await personAt(connection, settings, entry, until);
  const seen = { person, sent };
  if (!person)
    return not(`${entry.dn} has no ${settings.key}.`, keyCure(firstValueOf(entry, "cn")), seen);
  return person.groups
    ? { ...seen, step: fine(`${name} is ${entry.dn}.`) }
    : not(`${entry.dn} is there, but its groups could not be read.`, groupsCure, seen);
}

const groupsCure =
  "The log has the reason. Check the base of groups, and the limits of the directory for the bind DN.";
const oneEntry = "Narrow the base or the filter, so that each user name is that of one entry.";
const otherName =
  "Check the name, the base, the filter, and whether this is the attribute of user names.";
const enableThere = "Enable the account at the directory.";
const keyCure = (name = "The entry") =>
  `${name} needs an attribute that stays when it is renamed: entryUUID at OpenLDAP, objectGUID at Active Directory. Choose it as the key, and let the bind DN read it.`;
