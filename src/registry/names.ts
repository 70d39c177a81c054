// The grammars of names, tags and digests, from the OCI distribution and image specifications:
// https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests
// https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests

import { trimCharacters } from "../platform/bounded-text.ts";

/** One component of a repository name: the text between slashes. */
export const nameComponent = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
export const maxNameLength = 255;

/** The grammars as text, to be used within a longer pattern or in SQL. */
export const tagGrammar = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}";
export const digestGrammar = "[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[a-zA-Z0-9=_-]{32,}";
export const maxDigestLength = 300;

const tagPattern = new RegExp(`^${tagGrammar}$`);
const digestPattern = new RegExp(`^${digestGrammar}$`);
const registeredDigest = /^(sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})$/;

export const isTag = (text: string): boolean => tagPattern.test(text);

export const isDigest = (text: string): boolean =>
  text.length <= maxDigestLength && digestPattern.test(text);

/** Whether a text is a digest of an algorithm that registries compute. */
export const isRegisteredDigest = (text: string): boolean => registeredDigest.test(text);

/** A sentence that says why a name is not valid for a namespace; null if it is. */
export function nameProblem(name: string): string | null {
  if (name === "") return "Give the namespace a name.";
  if (name.length > maxNameLength)
    return `This name is too long: the limit is ${maxNameLength} characters.`;
  if (nameComponent.test(name)) return null;
  return "Use lower-case letters and digits, with single dots, one or two underscores or any number of dashes between them.";
}

export function isRepositoryName(text: string): boolean {
  return text.length <= maxNameLength && text.split("/").every((part) => nameComponent.test(part));
}

/** Splits the full name of a repository into its namespace ("" is the global one) and the path below it. */
export function splitName(fullName: string): { namespace: string; name: string } {
  const slash = fullName.indexOf("/");
  return { namespace: fullName.slice(0, Math.max(slash, 0)), name: fullName.slice(slash + 1) };
}

/** The name of a personal namespace: the user name, with what the grammar forbids replaced. Null if nothing is left. */
export function namespaceNameFrom(username: string): string | null {
  const plain = username
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "_")
    .replace(/[._-]{2,}/g, (run) => (/^-+$/.test(run) ? run : "_"));
  const name = trimCharacters(plain, "._-").slice(0, maxNameLength);
  return nameComponent.test(name) ? name : null;
}

/** The first of name, name0, name1, … that is not taken. */
export function firstFree(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  let suffix = 0;
  while (taken.has(`${name}${suffix}`)) suffix += 1;
  return `${name}${suffix}`;
}
