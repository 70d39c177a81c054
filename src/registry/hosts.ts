import type { Registry } from "../platform/db/client.ts";

type Hosts = Pick<Registry, "hostname" | "externalHostname" | "url">;

/**
 * The registry that goes by this host: as people type it, by its second name, or as Portus reaches it. The names that
 * people type come first, because a registry's address can be the name of another, such as that of a proxy.
 */
export function registryAt<R extends Hosts>(host: string, registries: readonly R[]): R | null {
  const wanted = canonical(host);
  const isWanted = (name: string | null) => !!name && canonical(name) === wanted;
  const found =
    registries.find(
      ({ hostname, externalHostname }) => isWanted(hostname) || isWanted(externalHostname),
    ) ?? registries.find(({ url }) => isWanted(hostOf(url)));
  return found ?? null;
}

/** The host and port of an address; null if it is none. */
export function hostOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).host || null : null;
}

/**
 * A host as it is compared everywhere: in lower case, without the dot at its end and without the ports that HTTP has
 * anyway. This machine has many names, and people who try Portus use them all: localhost is 127.0.0.1 is [::1].
 */
function canonical(host: string): string {
  return host
    .toLowerCase()
    .replace(/\.(?=:\d+$|$)/, "")
    .replace(/:(80|443)$/, "")
    .replace(/^(127\.0\.0\.1|\[::1\])(?=:|$)/, "localhost");
}
