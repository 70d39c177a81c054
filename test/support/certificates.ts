import "../../src/registry/signing/reflect.ts";
import { isIP } from "node:net";
import {
  BasicConstraintsExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";

const ecdsa = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const day = 86_400_000;

/** A CA for TLS. */
export interface Authority {
  pem: string;
  keys: CryptoKeyPair;
  name: string;
}

const keysOf = () => crypto.subtle.generateKey(ecdsa, true, ["sign", "verify"]);

export async function makeAuthority(name: string): Promise<Authority> {
  const keys = await keysOf();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: "01",
    name: `CN=${name}`,
    notBefore: new Date(Date.now() - 400 * day),
    notAfter: new Date(Date.now() + 400 * day),
    keys,
    signingAlgorithm: ecdsa,
    extensions: [new BasicConstraintsExtension(true, undefined, true)],
  });
  return { pem: certificate.toString("pem"), keys, name };
}

/** A certificate of an authority and its key, as PEM. It ends in so many days; those of the past have expired. */
export async function signedBy(
  authority: Authority,
  { names, days }: { names: readonly string[]; days: number },
): Promise<{ cert: string; key: string }> {
  const keys = await keysOf();
  const end = Date.now() + days * day;
  const certificate = await X509CertificateGenerator.create({
    serialNumber: "02",
    subject: "CN=registry",
    issuer: `CN=${authority.name}`,
    notBefore: new Date(Math.min(Date.now(), end) - 30 * day),
    notAfter: new Date(end),
    publicKey: keys.publicKey,
    signingKey: authority.keys.privateKey,
    signingAlgorithm: ecdsa,
    extensions: [
      new SubjectAlternativeNameExtension(
        names.map((value) => ({ type: isIP(value) ? "ip" : "dns", value }) as const),
      ),
    ],
  });
  const key = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
  return { cert: certificate.toString("pem"), key: pem(Buffer.from(key)) };
}

function pem(key: Buffer): string {
  const lines = key.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN PRIVATE KEY-----\n${lines.join("\n")}\n-----END PRIVATE KEY-----\n`;
}
