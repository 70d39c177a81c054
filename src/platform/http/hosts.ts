import { isIPv6 } from "node:net";
import { config } from "../config/config.ts";
import { hostnameIn, isLoopbackHost } from "../hostname.ts";

// Which host names are this Portus's own. Other names can be made to lead here (DNS rebinding).

const { url, hosts, registry } = config;
const configured = [new URL(url).host, registry.host, registry.externalHost].filter(
  (host) => host !== null,
);
const own = new Set([
  ...configured.map(hostnameIn),
  ...hosts.map((name) => (isIPv6(name) ? `[${name}]` : name)),
]);

/** Whether a Host header has a name of this Portus, at any port: only names can be forged, since browsers look them up. */
export function isOwnHost(host: string): boolean {
  return own.has(hostnameIn(host) ?? "") || isLoopbackHost(host);
}
