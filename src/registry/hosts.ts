import type { Registry } from "../platform/db/client.ts";

type Hosts = Pick<Registry, "hostname" | "externalHostname" | "url">;

/**
 * The registry with this host name, external host name or URL. Host names come first, because the URL of one registry
 * can contain the host name of another, such as a proxy's.
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

/** The host and port of a URL; null if the text is not a URL. */
export function hostOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).host || null : null;
}

/**
 * Normalises a host for comparison: lower case, no final dot, no default port. localhost, 127.0.0.1 and [::1] are equal,
 * because people who try Portus use all of them.
 */
function canonical(host: string): string {
  return host
    .toLowerCase()
    .replace(/\.(?=:\d+$|$)/, "")
    .replace(/:(80|443)$/, "")
    .replace(/^(127\.0\.0\.1|\[::1\])(?=:|$)/, "localhost");
}
