import { isIP } from "node:net";
import { connect, type TLSSocket } from "node:tls";
import { errorCode } from "../../platform/error-fields.ts";
import { readPin } from "../../platform/outgoing/trust.ts";

/** The certificate of a server. */
export interface Certificate {
  problem: string | null; // why it is not trusted: OpenSSL's or Node's code
  issuer: string;
  names: string[];
  validTo: Date;
  fingerprint: string | null; // SHA-256, as pins are stored
}

interface Options {
  ca?: string | null; // trusted instead of the machine's CAs
  timeoutMs?: number;
}

/** Reads the certificate at an https address, whether it is trusted or not, and sends nothing there. */
export function certificateAt(
  url: string,
  { ca = null, timeoutMs = 5_000 }: Options = {},
): Promise<Certificate> {
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, "");
  return new Promise((resolve, reject) => {
    const socket = connect({
      host,
      port: Number(port || 443),
      ...(!isIP(host) && { servername: host }),
      ...(ca && { ca }),
      rejectUnauthorized: false,
    });
    const late = () => socket.destroy(new Error("there was no answer in time"));
    const timer = setTimeout(late, timeoutMs);
    socket.once("close", () => clearTimeout(timer));
    socket.once("error", reject);
    socket.once("secureConnect", () => {
      resolve(certificateOf(socket));
      socket.destroy();
    });
  });
}

function certificateOf(socket: TLSSocket): Certificate {
  const {
    issuer,
    subjectaltname = "",
    valid_to,
    fingerprint256 = "",
  } = socket.getPeerCertificate();
  const problem: unknown = socket.authorizationError; // its type says Error, but it is a code
  return {
    problem: problem ? errorCode(problem) || String(problem) : null,
    issuer: [issuer?.CN ?? issuer?.O ?? "an issuer without a name"].flat().join(", "),
    names: subjectaltname.split(", ").map((name) => name.replace(/^(DNS|IP Address):/, "")),
    validTo: new Date(valid_to),
    fingerprint: readPin(fingerprint256),
  };
}
