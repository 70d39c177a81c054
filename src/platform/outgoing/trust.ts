import { X509Certificate } from "node:crypto";
import { isIP, type Socket } from "node:net";
import { connect, type TLSSocket } from "node:tls";
import type { Registry } from "../db/client.ts";

/** How Portus verifies a registry: by its CA, by its exact certificate (pin), or both. */
export type Trust = Pick<Registry, "ca" | "pin">;

/** The trust settings apply only to the registry itself, not to storage that it redirects to. */
export function trustOf(
  { url, ca = null, pin = null }: Pick<Registry, "url"> & Partial<Trust>,
  address: URL,
): { trust?: Trust } {
  return new URL(url).origin === address.origin ? { trust: { ca, pin } } : {};
}

interface HostAndPort {
  hostname: string;
  port: number;
}

/**
 * Connects and verifies the registry's certificate before a request, and so a token, is sent. With only a pin, the CA
 * does not matter: exactly this certificate is trusted.
 */
export function trustedSocket(
  { hostname, port }: HostAndPort,
  { ca, pin }: Trust,
  timeoutMs: number,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const host = hostname.replace(/^\[|\]$/g, "");
    const socket = connect({
      host,
      port,
      ...(!isIP(host) && { servername: host }),
      ...(ca && { ca }),
      rejectUnauthorized: ca !== null || pin === null,
      ALPNProtocols: ["http/1.1"],
    });
    socket.setTimeout(timeoutMs, () =>
      socket.destroy(new Error("no connection could be made in time")),
    );
    socket.once("error", reject);
    socket.once("secureConnect", () => {
      socket.setTimeout(0);
      if (pin && fingerprintOf(socket) !== pin)
        return socket.destroy(new WrongCertificate(fingerprintOf(socket)));
      socket.off("error", reject);
      resolve(socket);
    });
  });
}

/** The error for a certificate other than the pinned one. */
export class WrongCertificate extends Error {
  readonly code = "ERR_TLS_PIN";
  constructor(found: string) {
    super(`its certificate has the SHA-256 ${found}, which is not the pinned one`);
  }
}

/** Normalises a pin to 64 hexadecimal digits; null if it is not a SHA-256 fingerprint. */
export function readPin(text: string): string | null {
  const digits = text
    .replace(/^sha256[:=]?/i, "")
    .replace(/[\s:]/g, "")
    .toLowerCase();
  return /^[0-9a-f]{64}$/.test(digits) ? digits : null;
}

export function areCertificates(text: string): boolean {
  const found = certificatesIn(text);
  try {
    for (const pem of found) new X509Certificate(pem);
  } catch {
    return false;
  }
  return found.length > 0;
}

function certificatesIn(text: string): string[] {
  const found: string[] = [];
  for (let start = text.indexOf(begin); start >= 0; ) {
    const end = text.indexOf(endMark, start);
    if (end < 0) break;
    found.push(text.slice(start, end + endMark.length));
    start = text.indexOf(begin, end);
  }
  return found;
}

const begin = "-----BEGIN CERTIFICATE-----";
const endMark = "-----END CERTIFICATE-----";

function fingerprintOf(socket: TLSSocket): string {
  return readPin(socket.getPeerCertificate().fingerprint256 ?? "") ?? "";
}
