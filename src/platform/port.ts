export const isPort = (port: number) => Number.isInteger(port) && port >= 1 && port <= 65_535;

/** The port of a host or URL if it is not a number from 1 to 65535; null if it is, or if there is none. */
export function badPort(address: string): string | null {
  const host = address.replace(/^[a-z][a-z0-9+.-]*:\/\//i, "").replace(/[/?#].*/s, "");
  if (/^https?:/i.test(host)) return null; // a scheme without its slashes
  const [, port] = /^(?:.*@)?(?:\[[^\]]*\]|[^:@[\]]*):([\w.+-]{1,20})$/s.exec(host) ?? [];
  if (port === undefined) return null;
  return /^\d{1,5}$/.test(port) && isPort(Number(port)) ? null : port;
}

/** The sentence about such a port; null if there is none. */
export function portProblem(address: string): string | null {
  const port = badPort(address);
  return port && `"${port}" is not a port. Use a number from 1 to 65535.`;
}
