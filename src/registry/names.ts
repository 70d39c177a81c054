/** One component of a repository's name, as the registry's grammar has it (distribution/reference). */
export const component = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;

export const longest = 255;

/** What keeps a name from being a namespace's, in a sentence; null if nothing does. */
export function nameProblem(name: string): string | null {
  if (name === "") return "Give the namespace a name.";
  if (name.length > longest) return `This name is too long: ${longest} characters are the limit.`;
  if (component.test(name)) return null;
  return "Use lower-case letters and digits, with single dots, one or two underscores or any number of dashes between them.";
}

/** Whether a text is a repository's full name, as the OCI distribution spec has it. */
export function isRepositoryName(text: string): boolean {
  return text.length <= longest && text.split("/").every((part) => component.test(part));
}

/** A repository's name taken apart: its namespace ("" is the global one) and the path below it. */
export function splitName(fullName: string): { namespace: string; name: string } {
  const slash = fullName.indexOf("/");
  return { namespace: fullName.slice(0, Math.max(slash, 0)), name: fullName.slice(slash + 1) };
}

/** The name of a person's own namespace: their user name, bent to the registry's grammar. Null if nothing is left of it. */
export function namespaceNameFrom(username: string): string | null {
  const name = username
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "_")
    .replace(/[._-]{2,}/g, (run) => (/^-+$/.test(run) ? run : "_"))
    .replace(/^[._-]+|[._-]+$/g, "")
    .slice(0, longest);
  return component.test(name) ? name : null;
}

/** The first of name, name0, name1 … that is not taken. */
export function firstFree(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  let suffix = 0;
  while (taken.has(`${name}${suffix}`)) suffix += 1;
  return `${name}${suffix}`;
}
