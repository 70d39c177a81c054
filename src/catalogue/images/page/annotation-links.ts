import { cut } from "../excerpt.ts";

/** A line of labels or annotations, with where it may lead. */
export interface Said {
  name: string;
  value: string;
  href: string | undefined;
}

const addresses = ["source", "url", "documentation"].map(
  (word) => `org.opencontainers.image.${word}`,
);
const revision = "org.opencontainers.image.revision";
const licenses = "org.opencontainers.image.licenses";

/** Labels or annotations in order of their names; links come only from those whose meaning is agreed (OCI annotations.md). */
export function linked(said: Readonly<Record<string, string>>): Said[] {
  return Object.entries(said)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ({
      name: cut(name, 1024),
      value: cut(value, 8192),
      href: hrefOf(name, value, said),
    }));
}

function hrefOf(name: string, value: string, said: Readonly<Record<string, string>>) {
  if (addresses.includes(name)) return webAddress(value);
  if (name === revision) return commit(said["org.opencontainers.image.source"] ?? "", value);
  if (name === licenses && /^[A-Za-z0-9.-]{1,64}$/.test(value) && !/^\.+$/.test(value))
    return `https://spdx.org/licenses/${value}.html`;
  return undefined;
}

/** An address that a browser may be led to: the web's, and without a name and password that would hide whose it is. */
export function webAddress(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text) || text.length > 2048 || !URL.canParse(text)) return undefined;
  const { href, username, password } = new URL(text);
  return username || password ? undefined : href;
}

const forges = ["github.com", "gitlab.com", "codeberg.org"];

function commit(source: string, id: string): string | undefined {
  const address = webAddress(source);
  if (!address || !/^[0-9a-f]{7,64}$/.test(id)) return undefined;
  const { origin, hostname, pathname } = new URL(address);
  const [, place] = /^(\/[\w.-]+\/[\w.-]+?)(\.git)?\/?$/.exec(pathname) ?? [];
  return place && forges.includes(hostname) ? `${origin}${place}/commit/${id}` : undefined;
}
