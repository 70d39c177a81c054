import type { Entry } from "ldapts";
import { text } from "../../../platform/bounded-text.ts";
import { guidIn } from "./active-directory.ts";
import type { Connection } from "./connection.ts";
import { DirectoryFailure } from "./failure.ts";
import { exists } from "./filters.ts";

const maxValueLength = 4_096;
const maxRanges = 200; // of 1500 values, which is what Active Directory sends at once

/** The values of an attribute, whose name servers spell as they like. Longer ones than 4096 characters are left out. */
export function valuesOf(entry: Entry, attribute: string): string[] {
  return rawValues(entry, attribute)
    .filter((value) => typeof value === "string")
    .filter((value) => value.length <= maxValueLength);
}

export const firstValueOf = (entry: Entry, attribute: string): string | undefined =>
  valuesOf(entry, attribute)[0];

/** The values of an attribute that was asked for as bytes. */
export function bytesOf(entry: Entry, attribute: string): Buffer[] {
  return rawValues(entry, attribute).filter((value) => Buffer.isBuffer(value));
}

/** The first line of text in an attribute; null if it has none that is usable. */
export function lineOf(entry: Entry, attribute: string, max: number): string | null {
  const line = text(max).safeParse(firstValueOf(entry, attribute) ?? "");
  return line.success && line.data !== "" ? line.data : null;
}

const maxShown = 2_000; // characters of one attribute

/** What a directory sent of an entry, for admins. Bytes are shown in hexadecimal digits. */
export function shownAttributes(entry: Entry): { name: string; value: string }[] {
  const names = Object.keys(entry).filter((name) => rawValues(entry, name).length > 0);
  return names.map((name) => {
    const values = rawValues(entry, name).map((it) =>
      Buffer.isBuffer(it) ? it.toString("hex") : it,
    );
    return { name, value: values.join("\n").slice(0, maxShown) };
  });
}

/** The stable key of an entry: a GUID as Windows writes it, or the text of the attribute. Null if it has none. */
export function keyOf(entry: Entry, attribute: string): string | null {
  const [raw] = rawValues(entry, attribute);
  const isGuid = attribute.toLowerCase() === "objectguid";
  const value = isGuid && raw ? guidIn(Buffer.from(raw)) : firstValueOf(entry, attribute);
  return value && value.length <= 255 && !value.includes("\0") ? value.toLowerCase() : null;
}

/**
 * All values of an attribute. Active Directory sends the first 1500, under a name that says which these are
 * (MS-ADTS 3.1.1.3.1.3.3: `member;range=0-1499`, and `member;range=1500-*` for the last ones).
 */
export async function allValuesOf(
  connection: Connection,
  entry: Entry,
  { attribute, until }: { attribute: string; until: number },
): Promise<string[]> {
  const values = valuesOf(entry, attribute);
  let part = rangeIn(entry, attribute);
  if (part) values.push(...valuesOf(entry, part.name));
  for (let round = 0; part && part.end !== null && round < maxRanges; round += 1) {
    const wanted = `${attribute};range=${part.end + 1}-*`;
    const [next] = await readEntry(connection, entry.dn, [wanted], until);
    part = next ? rangeIn(next, attribute) : null;
    if (next && part) values.push(...valuesOf(next, part.name));
  }
  if (part?.end === null || !part) return values;
  throw new DirectoryFailure("incomplete", `${entry.dn} has more values than Portus reads.`);
}

/** One entry by its DN, as a list; an empty list if there is none. */
export async function readEntry(
  connection: Connection,
  dn: string,
  attributes: readonly string[],
  until: number,
): Promise<Entry[]> {
  const query = { base: dn, scope: "base", filter: exists("objectClass"), attributes } as const;
  try {
    return await connection.first(1, { ...query, binary: binaryAttributes }, until);
  } catch (error) {
    if (error instanceof DirectoryFailure && error.problem === "no_base") return [];
    throw error;
  }
}

/** Attributes of Active Directory whose values are bytes. */
export const binaryAttributes = ["objectGUID", "objectSid", "tokenGroups"];

/** The part of an attribute's values that an entry has; `end` is null for the last one. */
function rangeIn(entry: Entry, attribute: string): { name: string; end: number | null } | null {
  const prefix = `${attribute.toLowerCase()};range=`;
  const name = Object.keys(entry).find((it) => it.toLowerCase().startsWith(prefix));
  const [, end] = /=\d{1,9}-(\d{1,9}|\*)$/.exec(name ?? "") ?? [];
  if (!name || end === undefined) return null;
  return { name, end: end === "*" ? null : Number(end) };
}

function rawValues(entry: Entry, attribute: string): (string | Buffer)[] {
  const wanted = attribute.toLowerCase();
  const name = Object.keys(entry).find((it) => it !== "dn" && it.toLowerCase() === wanted);
  return name === undefined ? [] : [entry[name] ?? []].flat();
}
