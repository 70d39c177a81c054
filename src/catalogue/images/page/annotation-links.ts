import { truncate } from "../excerpt.ts";

export interface LinkedValue {
  name: string;
  value: string;
  href: string | undefined;
}

const linkKeys = ["source", "url", "documentation"].map(
  (word) => `org.opencontainers.image.${word}`,
);
const revision = "org.opencontainers.image.revision";
const licenses = "org.opencontainers.image.licenses";

/** Labels or annotations sorted by name. Only standard ones get links (OCI annotations.md). */
export function withLinks(values: Readonly<Record<string, string>>): LinkedValue[] {
  return Object.entries(values)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ({
      name: truncate(name, 1024),
      value: truncate(value, 8192),
      href: hrefOf(name, value, values),
    }));
}

function hrefOf(name: string, value: string, values: Readonly<Record<string, string>>) {
  if (linkKeys.includes(name)) return webAddress(value);
  if (name === revision) return commit(values["org.opencontainers.image.source"] ?? "", value);
  if (name === licenses && /^[A-Za-z0-9.-]{1,64}$/.test(value) && !/^\.+$/.test(value))
    return `https://spdx.org/licenses/${value}.html`;
  return undefined;
}

/** The address if it is safe to link to: http or https, without credentials, which could disguise the host. */
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
  const [, repository] = /^(\/[\w.-]+\/[\w.-]+?)(\.git)?\/?$/.exec(pathname) ?? [];
  return repository && forges.includes(hostname)
    ? `${origin}${repository}/commit/${id}`
    : undefined;
}
