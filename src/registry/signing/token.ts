import { type KeyObject, randomFillSync, sign } from "node:crypto";
import { promisify } from "node:util";
import { portus } from "../../identity/actor/system-actors.ts";
import { createCache } from "../../platform/cache.ts";
import { config } from "../../platform/config/config.ts";
import { onAccessChange } from "../../platform/db/client.ts";
import { currentLeaf, type Leaf } from "./keys.ts";

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
  issuer?: string; // another one than ours, to find out which one a registry expects
  at?: number; // when it is issued (ms), for a registry whose clock is wrong
}

/**
 * A private claim (RFC 7519, 4.3) that registries ignore. When Portus itself answers a request with this token, it
 * looks up the limits of the application token by this id, because `sub` names only the person.
 */
export const applicationTokenClaim = "portus_application_token";

const skewSeconds = 10; // seconds that a registry's clock may be behind ours

/** Signs a token for a registry (Distribution's token authentication): ES256, with the certificate in the header. */
export function signToken(content: TokenContent): string {
  const { input, key } = unsignedToken(content);
  return signed(input, sign("sha256", Buffer.from(input), es256(key)));
}

function unsignedToken(content: TokenContent): { input: string; key: KeyObject } {
  const { subject, service, access, ttl = config.tokenTtl, applicationToken } = content;
  const { key, encodedHeader } = currentLeaf(ttl);
  const iat = Math.floor((content.at ?? Date.now()) / 1000);
  const claims = {
    iss: content.issuer ?? config.issuer,
    sub: subject,
    aud: service, // Distribution 2.x refuses a list
    iat,
    nbf: iat - skewSeconds,
    exp: iat + ttl,
    jti: randomId(),
    ...(access && { access }),
    ...(applicationToken !== undefined && { [applicationTokenClaim]: applicationToken }),
  };
  const payload = Buffer.from(JSON.stringify(claims)).toString("base64url");
  return { input: `${encodedHeader}.${payload}`, key };
}

/** ES256 wants r and s in 64 bytes, which Node calls ieee-p1363 (RFC 7518, 3.4). */
const es256 = (key: KeyObject) => ({ key, dsaEncoding: "ieee-p1363" }) as const;

/** The compact form (RFC 7515, 7.1). */
const signed = (input: string, signature: Buffer) => `${input}.${signature.toString("base64url")}`;

export interface ReusedToken {
  token: string;
  expiresIn: number; // seconds
}

const reuseMs = 5_000;
const recent = createCache<{ token: string; expires: number; leaf: Leaf }>(1_000);
const signInThread = promisify(sign); // of libuv: a signature takes as long as the rest of a request

onAccessChange(() => recent.clear());

/**
 * The token with this content, the same for five seconds: one pull asks several times. What the content grants is
 * decided before, for each request. A change of access ends the reuse, because a token from before it may be refused.
 */
export async function reusedToken(content: TokenContent & { ttl: number }): Promise<ReusedToken> {
  const leaf = currentLeaf(content.ttl);
  const key = JSON.stringify(content);
  const now = Date.now();
  const known = recent.get(key);
  if (known?.leaf === leaf)
    return { token: known.token, expiresIn: secondsUntil(known.expires, now) };

  const { generation } = recent;
  const { input, key: privateKey } = unsignedToken(content);
  const token = signed(input, await signInThread("sha256", Buffer.from(input), es256(privateKey)));
  const expires = now + content.ttl * 1000;
  if (recent.generation === generation) recent.set(key, { token, leaf, expires }, now + reuseMs);
  return { token, expiresIn: content.ttl };
}

const secondsUntil = (time: number, now: number) => Math.floor((time - now) / 1000);

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
