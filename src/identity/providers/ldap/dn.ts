// Distinguished names, by RFC 4514: `cn=Mara O\, Neill,ou=people,dc=example,dc=org`.

const maxLength = 4_096;

/** One `type=value` of a name; the type is in lower case, the value without escapes. */
interface Part {
  type: string;
  value: string;
}

/** Escapes a value, so that it stays one value inside a DN. */
export function escapeDnValue(value: string): string {
  return value
    .replace(/[\\,+"<>;=#]/g, "\\$&")
    .replaceAll("\0", "\\00")
    .replace(/^ | $/g, "\\ ");
}

/**
 * A DN in the one form in which it is compared: lower case, without spaces around its parts, escapes spelled one way.
 * Null for what is no DN. Servers compare names of people without case, so this does too.
 */
export function canonicalDn(dn: string): string | null {
  return (
    namesIn(dn)
      ?.map((parts) => parts.map(canonicalPart).sort().join("+"))
      .join(",") ?? null
  );
}

/** Whether an entry is below a base, or the base itself. */
export function isBelow(dn: string, base: string): boolean {
  const [inner, outer] = [canonicalDn(dn), canonicalDn(base)];
  if (inner === null || outer === null || outer === "") return false;
  return inner === outer || inner.endsWith(`,${outer}`);
}

/** The name that an entry has below its parent: "web" for `cn=web,ou=groups`. Null for what is no DN. */
export function ownName(dn: string): string | null {
  return namesIn(dn)?.[0]?.[0]?.value ?? null;
}

/** The host name that the `dc` parts of a DN spell: "example.org". Null if it has none. */
export function domainOf(dn: string): string | null {
  const parts = namesIn(dn)?.flat() ?? [];
  const labels = parts.filter(({ type }) => type === "dc").map(({ value }) => value);
  return labels.length > 0 ? labels.join(".") : null;
}

const canonicalPart = ({ type, value }: Part) =>
  `${type}=${escapeDnValue(value.trim().replace(/\s+/g, " ").toLowerCase())}`;

/** The names of a DN from the inside out, each with its parts; null for what is no DN. */
function namesIn(dn: string): Part[][] | null {
  if (dn.length > maxLength) return null;
  if (dn.trim() === "") return [];
  const names = split(dn, /[,;]/).map((name) => split(name, /\+/).map(partIn));
  const whole = names.map((parts) => parts.filter((part) => part !== null));
  return whole.every((parts, at) => parts.length === names[at]?.length) ? whole : null;
}

/** Splits at a character that is neither escaped nor quoted. */
function split(given: string, at: RegExp): string[] {
  const pieces = [""];
  let quoted = false;
  for (let index = 0; index < given.length; index += 1) {
    const character = given.charAt(index);
    if (character === '"') quoted = !quoted;
    if (!quoted && at.test(character)) {
      pieces.push("");
      continue;
    }
    const escaped = character === "\\" ? given.charAt(++index) : "";
    pieces.push(pieces.pop() + character + escaped);
  }
  return pieces;
}

function partIn(text: string): Part | null {
  const equals = text.indexOf("=");
  const type = text.slice(0, Math.max(equals, 0)).trim().toLowerCase();
  if (!/^([a-z][a-z0-9-]*|(oid\.)?\d+(\.\d+)*)$/.test(type)) return null;
  const value = unescaped(withoutPadding(text.slice(equals + 1)));
  return value === null ? null : { type, value };
}

/** Without spaces around a value, except an escaped one at its end. */
function withoutPadding(value: string): string {
  const start = value.trimStart();
  const end = start.trimEnd();
  let escapes = 0;
  while (end.at(-1 - escapes) === "\\") escapes += 1;
  return escapes % 2 === 1 && start.length > end.length ? `${end} ` : end;
}

/** The text of a value; null if an escape is broken. Bytes are UTF-8 in hexadecimal digits. */
function unescaped(value: string): string | null {
  const plain = /^".*"$/s.test(value) ? value.slice(1, -1) : value;
  const bytes: Buffer[] = [];
  for (let index = 0; index < plain.length; index += 1) {
    const character = plain.codePointAt(index) ?? 0;
    const letter = String.fromCodePoint(character);
    const pair = plain.slice(index + 1, index + 3);
    if (letter !== "\\") bytes.push(Buffer.from(letter));
    else if (/^[0-9a-f]{2}$/i.test(pair)) bytes.push(Buffer.from(pair, "hex"));
    else if (/^[\\,+"<>;=# ]/.test(pair)) bytes.push(Buffer.from(pair.charAt(0)));
    else return null;
    if (letter === "\\") index += /^[0-9a-f]{2}$/i.test(pair) ? 2 : 1;
    else index += letter.length - 1;
  }
  return Buffer.concat(bytes).toString();
}

/** Characters that user names of Windows don't have (MS-SAMR 3.1.1.6), and those that would change a name's domain. */
const foreign = /["/\\[\]:;|=,+*?<>@]/;

/** What somebody binds as by a pattern, `%s@corp.example.org`, `CORP\%s` or a DN. Null if no name of that kind fits. */
export function boundName(pattern: string, name: string): string | null {
  const isDn = pattern.includes("=");
  if (!isDn && foreign.test(name)) return null;
  return pattern.replace("%s", () => (isDn ? escapeDnValue(name) : name));
}
