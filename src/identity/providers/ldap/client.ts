import { lookup as resolve } from "node:dns";
import { connect as connectTcp, isIP, isIPv6, type LookupFunction, type Socket } from "node:net";
import {
  type ConnectionOptions,
  checkServerIdentity,
  connect as connectTls,
  TLSSocket,
} from "node:tls";
import { Client as LdapClient } from "ldapts";
import type { LdapSettings } from "./settings.ts";

const maxAddresses = 4; // of one host name
const maxAnswerBytes = 20_000_000;

/** A client of the library on sockets that are ours. */
export interface Line {
  client: LdapClient;
  /** Encrypts the connection by StartTLS. */
  encrypt(): Promise<void>;
  /** Lets the server send an answer of up to 20 MB. */
  allowAnswer(): void;
  certificateEnds(): Date | null;
  close(): void;
}

export interface Place {
  address: string;
  port: number;
  name: string; // which the certificate must have
}

/** The addresses of a host name. */
export function addressesOf(host: string, lookup: LookupFunction = resolve): Promise<string[]> {
  return new Promise((done, failed) => {
    lookup(host, { all: true }, (error, found) => {
      if (error) return failed(error);
      const all = typeof found === "string" ? [found] : found.map(({ address }) => address);
      done(all.slice(0, maxAddresses));
    });
  });
}

/**
 * Connects at the first use, and only once: the library would open a connection that was closed again by itself, without
 * encryption and without the bind.
 */
export function openLine(settings: LdapSettings, place: Place, until: number): Line {
  const { address, port } = place;
  const tls = tlsFor(settings, place.name);
  const sockets: Socket[] = [];
  const limit = limitAnswers();
  const keep = <S extends Socket>(kind: string, socket: S): S => {
    if (sockets.some((it) => it.constructor.name === kind)) throw new Error("Connection closed");
    sockets.push(socket);
    limit.watch(socket);
    return socket.unref(); // an idle connection keeps no process alive
  };
  const timeout = Math.max(1, Math.min(settings.timeoutSeconds * 1_000, until - Date.now()));
  const client = new LdapClient({
    url: `${settings.encryption === "simple_tls" ? "ldaps" : "ldap"}://${isIPv6(address) ? `[${address}]` : address}:${port}`,
    timeout,
    connectTimeout: timeout,
    createConnection: () => keep("Socket", connectTcp(port, address)),
    createSecureConnection: () => {
      const [plain] = sockets;
      return keep(
        "TLSSocket",
        connectTls({ ...tls, ...(plain ? { socket: plain } : { host: address, port }) }),
      );
    },
  });
  return {
    client,
    encrypt: () => client.startTLS(),
    allowAnswer: () => limit.allow(sockets.at(-1)),
    certificateEnds: () => certificateEnd(sockets.at(-1)),
    close: () => {
      client.unbind().catch(() => {});
      for (const socket of sockets) socket.destroy();
    },
  };
}

function limitAnswers() {
  let allowed = maxAnswerBytes;
  return {
    allow: (socket: Socket | undefined) => {
      allowed = (socket?.bytesRead ?? 0) + maxAnswerBytes;
    },
    watch: (socket: Socket) =>
      socket.on("data", () => {
        if (socket.bytesRead > allowed) socket.destroy(new Error("its answer is too long"));
      }),
  };
}

/** The certificate must be for the name in the settings, whichever address it has. */
function tlsFor({ ca }: LdapSettings, name: string): ConnectionOptions {
  return {
    minVersion: "TLSv1.2",
    ...(ca && { ca }),
    ...(isIP(name) === 0 && { servername: name }),
    checkServerIdentity: (_, certificate) => checkServerIdentity(name, certificate),
  };
}

function certificateEnd(socket: Socket | undefined): Date | null {
  if (!(socket instanceof TLSSocket)) return null;
  const { valid_to } = socket.getPeerCertificate();
  return valid_to ? new Date(valid_to) : null;
}
