/** Names have slashes; what follows `/-/` is no part of them, since no part of a name is a dash alone. */
export function nameIn({ name }: Readonly<Record<string, string | string[] | undefined>>): string {
  return Array.isArray(name) ? name.join("/") : String(name);
}
