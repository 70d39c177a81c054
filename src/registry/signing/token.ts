import { randomFillSync } from "node:crypto";
import jwt from "jsonwebtoken";
import { portus } from "../../identity/actor/system-actors.ts";
import { config } from "../../platform/config/config.ts";
import { currentLeaf } from "./keys.ts";

/** One entry of the `access` claim, as the registry reads it. */
export interface Access {
  type: string;
  name: string;
  actions: string[];
}

export interface TokenContent {
  subject: string; // empty for anonymous clients
  service: string;
  access?: Access[]; // absent if the client requested no scope
  ttl?: number; // seconds
  applicationToken?: number | undefined; // the id of the application token that the client signed in with
}

/**
 * A private claim (RFC 7519, 4.3) that registries ignore. When Portus itself answers a request with this token, it
 * looks up the limits of the application token by this id, because `sub` names only the person.
 */
export const applicationTokenClaim = "portus_application_token";

const skewSeconds = 10; // seconds that a registry's clock may be behind ours

/** Signs a token for a registry (Distribution's token authentication): ES256, with the certificate in the header. */
export function signToken(content: TokenContent): string {
  const { subject, service, access, ttl = config.tokenTtl, applicationToken } = content;
  const { key, header } = currentLeaf(ttl);
  const iat = Math.floor(Date.now() / 1000);
  const claims = {
    iss: config.issuer,
    sub: subject,
    aud: service, // Distribution 2.x refuses a list
    iat,
    nbf: iat - skewSeconds,
    exp: iat + ttl,
    jti: randomId(),
    ...(access && { access }),
    ...(applicationToken !== undefined && { [applicationTokenClaim]: applicationToken }),
  };
  return jwt.sign(claims, key, { algorithm: "ES256", header });
}

/** Portus's own token for one request to the registry: short-lived and limited to that request. */
export function portusToken(service: string, access: Access[]): string {
  return signToken({ subject: portus.username, service, access, ttl: 300 });
}

const idLength = 18; // bytes: 144 bits
const pool = Buffer.alloc(256 * idLength);
let used = pool.length;

/** A random token id. The bytes come from a pool, because one system call per token would cost 10 % of its time. */
function randomId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += idLength;
  return pool.toString("base64url", used - idLength, used);
}
