import "../../../src/registry/signing/reflect.ts";
import { createHash, X509Certificate as NodeCertificate } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { after } from "node:test";
import {
  BasicConstraintsExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";

const ecdsa = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

interface Authority {
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
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + 86_400_000),
    keys,
    signingAlgorithm: ecdsa,
    extensions: [new BasicConstraintsExtension(true, undefined, true)],
  });
  return { pem: certificate.toString("pem"), keys, name };
}

/** A registry with TLS. Its certificate for 127.0.0.1 is signed by the authority. It records every request. */
export async function tlsRegistry(authority: Authority) {
  const keys = await keysOf();
  const certificate = await X509CertificateGenerator.create({
    serialNumber: "02",
    subject: "CN=registry",
    issuer: `CN=${authority.name}`,
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + 86_400_000),
    publicKey: keys.publicKey,
    signingKey: authority.keys.privateKey,
    signingAlgorithm: ecdsa,
    extensions: [new SubjectAlternativeNameExtension([{ type: "ip", value: "127.0.0.1" }])],
  });
  const cert = certificate.toString("pem");
  const key = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
  const requests: IncomingMessage[] = [];
  const server = createServer({ cert, key: pem(Buffer.from(key)) }, (req, res) => {
    requests.push(req);
    res.writeHead(200, { "docker-distribution-api-version": "registry/2.0" }).end("{}");
  });
  server.on("tlsClientError", () => {}); // clients that do not trust it close the connection
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    pin: createHash("sha256").update(new NodeCertificate(cert).raw).digest("hex"),
    requests,
  };
}

function pem(key: Buffer): string {
  const lines = key.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN PRIVATE KEY-----\n${lines.join("\n")}\n-----END PRIVATE KEY-----\n`;
}
