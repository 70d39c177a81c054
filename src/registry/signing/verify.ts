import { type KeyObject, X509Certificate } from "node:crypto";
import jwt from "jsonwebtoken";
import { z } from "zod";
import { text } from "../../platform/bounded-text.ts";
import { config } from "../../platform/config/config.ts";
import { caCertificates } from "./keys.ts";
import { type Access, applicationTokenClaim } from "./token.ts";

export interface Verified {
  service: string;
  access: Access[];
  subject: string; // empty for anonymous clients
  issuedAt: Date;
  applicationToken: number | null; // the id of the application token that the client signed in with
}

const maxLength = 16_384; // characters
const skewSeconds = 10; // seconds that a replica's clock may differ from ours

/** Verifies a token that Portus signed: its key, service and validity period. Null if it is not valid. */
export function verifyToken(token: string, services: [string, ...string[]]): Verified | null {
  try {
    const key = token.length <= maxLength ? keyOf(token) : null;
    if (!key) return null;
    const payload = jwt.verify(token, key, {
      algorithms: ["ES256"],
      issuer: config.issuer,
      audience: services,
      clockTolerance: skewSeconds,
    });
    const {
      aud,
      access,
      sub,
      iat,
      [applicationTokenClaim]: applicationToken,
    } = Claims.parse(payload);
    return { service: aud, access, subject: sub, issuedAt: new Date(iat * 1000), applicationToken };
  } catch {
    return null;
  }
}

/** The key of the token's certificate, if a trusted CA signed the certificate and it has not expired. */
function keyOf(token: string): KeyObject | null {
  const { x5c } = Header.parse(jwt.decode(token, { complete: true })?.header);
  const leaf = new X509Certificate(Buffer.from(x5c[0], "base64"));
  const roots = caCertificates().map((pem) => new X509Certificate(pem));
  const now = Date.now();
  const current = Date.parse(leaf.validFrom) <= now && now <= Date.parse(leaf.validTo);
  const signed = roots.some((root) => leaf.checkIssued(root) && leaf.verify(root.publicKey));
  return current && !leaf.ca && signed ? leaf.publicKey : null;
}

const word = text(16_384, { kind: "raw" }); // the longest header

const Header = z.object({ alg: z.literal("ES256"), x5c: z.tuple([word]) });

const Claims = z.object({
  aud: word,
  exp: z.number(), // Portus's tokens always expire
  nbf: z.number(),
  iat: z.number(),
  sub: word.default(""),
  [applicationTokenClaim]: z.int().nullable().default(null),
  access: z.array(z.object({ type: word, name: word, actions: z.array(word) })).default([]),
});
