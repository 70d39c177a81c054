import { isIPv4, isIPv6 } from "node:net";
import { isPort } from "./port.ts";

const maxLength = 261; // a name of 255 characters and a port
const grammar = /^(\[[0-9a-f:.]{2,45}\]|\w[\w.-]*)(?::(\d{1,5}))?$/i;

/** The name in a Host header, in lower case and without its port; null if the header is malformed. */
export function hostnameIn(host: string): string | null {
  const [, name, port] = (host.length <= maxLength && grammar.exec(host)) || [];
  if (!name || (port !== undefined && !isPort(Number(port)))) return null;
  if (name.startsWith("[") && !isIPv6(name.slice(1, -1))) return null;
  return name.toLowerCase().replace(/\.$/, "");
}

/** Whether a Host header names this machine. No name in the DNS can be made to look so. */
export function isLoopbackHost(host: string): boolean {
  const name = hostnameIn(host);
  if (name === null) return false;
  if (name === "localhost" || name.endsWith(".localhost") || name === "[::1]") return true;
  return name.startsWith("127.") && isIPv4(name);
}
