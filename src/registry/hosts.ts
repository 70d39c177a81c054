import type { Registry } from "../db/client.ts";

type Hosts = Pick<Registry, "hostname" | "externalHostname" | "url">;

/** The registry that goes by this host: as people type it, by its second name, or as Portus reaches it. */
export function registryAt<R extends Hosts>(host: string, registries: readonly R[]): R | null {
  const wanted = canonical(host);
  const names = ({ hostname, externalHostname, url }: Hosts) => [
    hostname,
    externalHostname,
    hostOf(url),
  ];
  const found = registries.find((registry) =>
    names(registry).some((name) => name && canonical(name) === wanted),
  );
  return found ?? null;
}

/** The host and port of an address; null if it is none. */
export function hostOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).host || null : null;
}

/**
 * A host as it is compared everywhere: in lower case, without the dot at its end and without the ports that HTTP has
 * anyway. This machine has many names, and whoever tries Portus out uses them all: localhost is 127.0.0.1 is [::1].
 */
function canonical(host: string): string {
  return host
    .toLowerCase()
    .replace(/\.(?=:\d+$|$)/, "")
    .replace(/:(80|443)$/, "")
    .replace(/^(127\.0\.0\.1|\[::1\])(?=:|$)/, "localhost");
}
