/** The repository name in a path. It may contain slashes; `/-/` ends it, because no name component is a single dash. */
export function nameIn({ name }: Readonly<Record<string, string | string[] | undefined>>): string {
  return Array.isArray(name) ? name.join("/") : String(name);
}
