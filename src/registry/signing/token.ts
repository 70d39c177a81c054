import { randomFillSync } from "node:crypto";
import jwt from "jsonwebtoken";
import { portus } from "../../identity/actor/system-actors.ts";
import { config } from "../../platform/config/config.ts";
import { currentLeaf } from "./keys.ts";

/** What a token lets its bearer do, as the registry reads it. */
export interface Access {
  type: string;
  name: string;
  actions: string[];
}

export interface TokenContent {
  subject: string; // empty for someone who has not signed in
  service: string;
  access?: Access[]; // absent when nothing was asked for
  ttl?: number; // seconds
  applicationToken?: number | undefined; // the id of the one that it was asked for with
}

/**
 * A private claim (RFC 7519, 4.3), which registries ignore. `sub` is a person and says nothing of the limits of their
 * application token; what Portus itself answers to this token looks them up by this id.
 */
export const applicationTokenClaim = "portus_application_token";

const skew = 10; // seconds that a registry's clock may be behind ours

/** A token for a registry: PROTOCOL "Token authentication", ES256, with the signing certificate in the header. */
export function signToken(content: TokenContent): string {
  const { subject, service, access, ttl = config.tokenTtl, applicationToken } = content;
  const { key, header } = currentLeaf(ttl);
  const iat = Math.floor(Date.now() / 1000);
  const claims = {
    iss: config.issuer,
    sub: subject,
    aud: service, // a list would be refused by Distribution 2.x
    iat,
    nbf: iat - skew,
    exp: iat + ttl,
    jti: randomId(),
    ...(access && { access }),
    ...(applicationToken !== undefined && { [applicationTokenClaim]: applicationToken }),
  };
  return jwt.sign(claims, key, { algorithm: "ES256", header });
}

/** Portus's own token for one call to the registry: as narrow as the call, and short. */
export function portusToken(service: string, access: Access[]): string {
  return signToken({ subject: portus.username, service, access, ttl: 300 });
}

const idLength = 18; // bytes: 144 bits
const pool = Buffer.alloc(256 * idLength);
let used = pool.length;

/** Drawn from a pool of random bytes, none twice: asking the system for each would cost a tenth of a token. */
function randomId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += idLength;
  return pool.toString("base64url", used - idLength, used);
}
