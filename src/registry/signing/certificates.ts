import "./reflect.ts";
import { randomBytes } from "node:crypto";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";

const ecdsa = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const dayMs = 86_400_000;
const backdatingMs = 5 * 60_000; // so that a registry whose clock is behind ours accepts the certificate

export interface Pair {
  certificate: string; // PEM
  key: Buffer; // PKCS #8
  notBefore: Date;
  notAfter: Date;
}

const tenYearsMs = 3652 * dayMs;

/** Creates the CA that registries trust, valid for ten years. */
export async function makeCa(issuer: string, lifetime = tenYearsMs): Promise<Pair> {
  const keys = await makeKeys();
  const name = commonName(`Portus CA of ${issuer}`);
  return certify(keys, keys, {
    issuer: name,
    subject: name,
    notAfter: new Date(Date.now() + lifetime),
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
}

/**
 * Creates a key that signs tokens, with a certificate of the CA that is valid for `lifetime` ms, but not longer than the
 * CA: registries refuse what an expired CA has signed.
 */
export async function makeLeaf(
  ca: Pick<Pair, "certificate" | "key">,
  lifetime: number,
): Promise<Pair> {
  const root = new X509Certificate(ca.certificate);
  const bytes = new Uint8Array(ca.key);
  const privateKey = await crypto.subtle.importKey("pkcs8", bytes, ecdsa, false, ["sign"]);
  const publicKey = await root.publicKey.export(ecdsa, ["verify"]);
  return certify(
    await makeKeys(),
    { privateKey, publicKey },
    {
      issuer: root.subject,
      subject: commonName("Portus token signer"),
      notAfter: new Date(Math.min(Date.now() + lifetime, root.notAfter.getTime())),
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        await AuthorityKeyIdentifierExtension.create(publicKey),
      ],
    },
  );
}

interface Content {
  issuer: string;
  subject: string;
  notAfter: Date;
  extensions: Extension[];
}

async function certify(
  keys: CryptoKeyPair,
  signer: CryptoKeyPair,
  { notAfter, ...content }: Content,
): Promise<Pair> {
  const notBefore = new Date(Date.now() - backdatingMs);
  const certificate = await X509CertificateGenerator.create({
    ...content,
    notBefore,
    notAfter,
    serialNumber: `4${randomBytes(16).toString("hex").slice(1)}`, // positive, and no leading zero
    publicKey: keys.publicKey,
    signingKey: signer.privateKey,
    signingAlgorithm: ecdsa,
  });
  const key = Buffer.from(await crypto.subtle.exportKey("pkcs8", keys.privateKey));
  return { certificate: certificate.toString("pem"), key, notBefore, notAfter };
}

function makeKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(ecdsa, true, ["sign", "verify"]);
}

/** The common name of a certificate, with special characters escaped and at most 64 characters (RFC 5280). */
function commonName(text: string): string {
  return `CN=${text.slice(0, 64).replace(/[^A-Za-z0-9 .:-]/g, "-")}`;
}
