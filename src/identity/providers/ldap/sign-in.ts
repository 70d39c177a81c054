import type { Entry } from "ldapts";
import { errorMessage } from "../../../platform/error-fields.ts";
import type { ExternalPerson } from "../external-person.ts";
import { refusalReason } from "./active-directory.ts";
import type { Binder, Connection } from "./connection.ts";
import { boundName } from "./dn.ts";
import { DirectoryFailure } from "./failure.ts";
import { findByKeys, findByName, hasName, isDisabled, personAt } from "./people.ts";
import type { Reach } from "./pool.ts";
import type { Directory } from "./settings.ts";

/** Why a directory does not confirm somebody. `detail` is for the log: outside, all are alike. */
export interface DirectoryRefusal {
  why: "unknown" | "ambiguous" | "disabled" | "wrong_password";
  detail?: string;
}

export interface Ask {
  name: string;
  password: string;
  /** The stable key of the account that has this name here: it is looked up if the name has changed there. */
  subject?: string | undefined;
}

const maxNameLength = 255;

/**
 * Asks a directory who a name and a password belong to: finds the entry, and binds as it on a connection of its own.
 * Throws DirectoryFailure if the directory can't be asked.
 */
export async function confirmPassword(
  reach: Reach,
  ask: Ask,
  until: number,
): Promise<ExternalPerson | DirectoryRefusal> {
  const { name, password } = ask;
  if (password === "") return { why: "wrong_password", detail: "the password is empty" };
  if (name === "" || name.length > maxNameLength || /\p{Cc}/u.test(name)) return { why: "unknown" };

  return withSearcher(reach, ask, until, async (connection) => {
    const found = await findOne(connection, reach.directory, ask, until);
    if ("why" in found) return found;
    const bound = await bindAs(reach, { dn: found.entry.dn, password }, until);
    if ("why" in bound) return bound;
    bound.close();
    return describe(connection, reach.directory, found.entry, until);
  });
}

/**
 * Searches as Portus itself, or by a pattern as the person. Even then the entry that is found has to accept the password:
 * what somebody binds as need not be the entry that has their name.
 */
async function withSearcher<T>(
  { directory, pool }: Reach,
  { name, password }: Ask,
  until: number,
  work: (connection: Connection) => Promise<T>,
): Promise<T | DirectoryRefusal> {
  const { bindPattern } = directory.settings;
  if (!bindPattern) return pool.use(until, work);
  const dn = boundName(bindPattern, name);
  if (dn === null) return { why: "unknown" };
  const connection = await bindAs({ directory, pool }, { dn, password }, until);
  if ("why" in connection) return connection;
  try {
    return await work(connection);
  } finally {
    connection.close();
  }
}

type Found = { entry: Entry } | DirectoryRefusal;

async function findOne(
  connection: Connection,
  { settings }: Directory,
  { name, subject }: Ask,
  until: number,
): Promise<Found> {
  const named = await findByName(connection, settings, name, until);
  const renamed =
    named.length === 0 && subject ? await findByKeys(connection, settings, [subject], until) : [];
  const [entry, another] = [...named, ...renamed];
  if (another) return { why: "ambiguous", detail: "more than one entry has this name" };
  if (!entry || (renamed.length === 0 && !hasName(entry, settings, name)))
    return { why: "unknown" };
  return isDisabled(entry) ? { why: "disabled" } : { entry };
}

/** Result codes of a bind that say no: constraintViolation, noSuchObject, inappropriateAuthentication, invalidCredentials, unwillingToPerform. */
const refusals = [19, 32, 48, 49, 53];

/** A connection bound as a person, or why the directory refuses it. */
async function bindAs(
  { pool }: Reach,
  binder: Binder,
  until: number,
): Promise<Connection | DirectoryRefusal> {
  try {
    return await pool.bindAs(binder, until);
  } catch (error) {
    if (!(error instanceof DirectoryFailure) || !refusals.includes(error.code ?? 0)) throw error;
    const said = errorMessage(error.cause);
    const detail = refusalReason(said) ?? `the directory refused the bind with code ${error.code}`;
    return { why: "wrong_password", detail };
  }
}

async function describe(
  connection: Connection,
  { settings }: Directory,
  entry: Entry,
  until: number,
): Promise<ExternalPerson> {
  const person = await personAt(connection, settings, entry, until);
  if (person) return person;
  throw new DirectoryFailure("settings", `${entry.dn} shows Portus no ${settings.key}.`);
}
