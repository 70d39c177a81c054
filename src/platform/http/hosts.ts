import { isIPv4, isIPv6 } from "node:net";
import { config } from "../config/config.ts";
import { isPort } from "../port.ts";

// Which host names are this Portus's own. Other names can be made to lead here (DNS rebinding).

const maxLength = 261; // a name of 255 characters and a port
const grammar = /^(\[[0-9a-f:.]{2,45}\]|\w[\w.-]*)(?::(\d{1,5}))?$/i;

/** The name in a Host header, in lower case and without its port; null if the header is malformed. */
export function hostnameIn(host: string): string | null {
  const [, name, port] = (host.length <= maxLength && grammar.exec(host)) || [];
  if (!name || (port !== undefined && !isPort(Number(port)))) return null;
  if (name.startsWith("[") && !isIPv6(name.slice(1, -1))) return null;
  return name.toLowerCase().replace(/\.$/, "");
}

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
  const name = hostnameIn(host);
  return name !== null && (own.has(name) || isLoopback(name));
}

/** Whether a Host header names this machine. No name in the DNS can be made to look so. */
export function isLoopbackHost(host: string): boolean {
  const name = hostnameIn(host);
  return name !== null && isLoopback(name);
}

function isLoopback(name: string): boolean {
  if (name === "localhost" || name.endsWith(".localhost") || name === "[::1]") return true;
  return name.startsWith("127.") && isIPv4(name);
}
