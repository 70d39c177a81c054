import {
  AndFilter,
  EqualityFilter,
  ExtensibleFilter,
  type Filter,
  FilterParser,
  OrFilter,
  PresenceFilter,
} from "ldapts";
import { errorMessage } from "../../../platform/error-fields.ts";
import { guidBytes } from "./active-directory.ts";

// Filters are made of objects, whose values are sent as bytes: no name that somebody types becomes syntax.

/** LDAP_MATCHING_RULE_IN_CHAIN (MS-ADTS 3.1.1.3.4.4.3): members of members, too. */
const inChain = "1.2.840.113556.1.4.1941";

/** What is wrong with the filter in a setting, in a sentence; null if nothing is. */
export function filterProblem(text: string): string | null {
  if (!isBalanced(text)) return `The parentheses of this filter do not match: ${text}`;
  try {
    configured(text);
    return null;
  } catch (error) {
    return `This is not a filter (RFC 4515): ${errorMessage(error)}`;
  }
}

/** Entries that a setting's filter matches, as a list to be combined with others. */
export const configured = (text: string): Filter[] =>
  text ? [FilterParser.parseString(withoutEscapedLetters(text))] : [];

/** With letters in place of their bytes, `\c3\a9`, which the library would take for two characters. */
function withoutEscapedLetters(text: string): string {
  return text.replace(/(?:\\[89a-f][0-9a-f])+/gi, (run) =>
    utf8.decode(Buffer.from(run.replaceAll("\\", ""), "hex")),
  );
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

export const and = (...filters: Filter[]): Filter => new AndFilter({ filters });

export const or = (filters: Filter[]): Filter => new OrFilter({ filters });

export const equals = (attribute: string, value: string | Buffer): Filter =>
  new EqualityFilter({ attribute, value });

export const exists = (attribute: string): Filter => new PresenceFilter({ attribute });

/** Groups whose members, and members of members, include a DN. Only Active Directory knows this rule. */
export const containsInChain = (dn: string): Filter =>
  new ExtensibleFilter({ rule: inChain, matchType: "member", value: dn });

/** The entry with a stable key. GUIDs of Active Directory are bytes. */
export function hasKey(attribute: string, subject: string): Filter {
  const bytes = attribute.toLowerCase() === "objectguid" ? guidBytes(subject) : null;
  return equals(attribute, bytes ?? subject);
}

/** Whether each parenthesis has its other half. An escaped one is written in hexadecimal digits. */
function isBalanced(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === "(") depth += 1;
    if (character === ")") depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}
