import { X509Certificate } from "node:crypto";
import { isIP, type Socket } from "node:net";
import { connect, type TLSSocket } from "node:tls";
import type { Registry } from "../../platform/db/client.ts";

/** Whom Portus believes to be a registry: by its authority, by its very certificate, or by both. */
export type Trust = Pick<Registry, "ca" | "pin">;

/** A registry's own trust holds for itself alone, not for the storage that it sends us on to. */
export function trustOf(
  { url, ca = null, pin = null }: Pick<Registry, "url"> & Partial<Trust>,
  address: URL,
): { trust?: Trust } {
  return new URL(url).origin === address.origin ? { trust: { ca, pin } } : {};
}

interface Place {
  hostname: string;
  port: number;
}

/**
 * A connection to a registry that has shown whom it is before a byte of a request, and so a token, goes to it.
 * With a pin alone its authority does not matter: the one certificate is what is trusted.
 */
export function trustedSocket(
  { hostname, port }: Place,
  { ca, pin }: Trust,
  patience: number,
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
    socket.setTimeout(patience, () =>
      socket.destroy(new Error("no connection could be made in time")),
    );
    socket.once("error", reject);
    socket.once("secureConnect", () => {
      socket.setTimeout(0);
      if (pin && shown(socket) !== pin) return socket.destroy(new WrongCertificate(shown(socket)));
      socket.off("error", reject);
      resolve(socket);
    });
  });
}

/** Another certificate than the pinned one. */
export class WrongCertificate extends Error {
  readonly code = "ERR_TLS_PIN";
  constructor(found: string) {
    super(`it shows a certificate with the SHA-256 ${found}, which is not the pinned one`);
  }
}

/** A pin as it is kept: 64 hexadecimal digits, however it was written. Null if it is none. */
export function readPin(text: string): string | null {
  const digits = text
    .replace(/^sha256[:=]?/i, "")
    .replace(/[\s:]/g, "")
    .toLowerCase();
  return /^[0-9a-f]{64}$/.test(digits) ? digits : null;
}

/** Whether a text holds certificates in PEM, and nothing that can't be read. */
export function areCertificates(text: string): boolean {
  const found = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  try {
    for (const pem of found) new X509Certificate(pem);
  } catch {
    return false;
  }
  return found.length > 0;
}

function shown(socket: TLSSocket): string {
  return readPin(socket.getPeerCertificate().fingerprint256 ?? "") ?? "";
}
