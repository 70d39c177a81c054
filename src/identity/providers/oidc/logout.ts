import { type JWTPayload, jwtVerify } from "jose";
import * as oidc from "openid-client";
import { config } from "../../../platform/config/config.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { discover } from "./discovery.ts";
import { type OidcProvider, ProviderFailure } from "./provider.ts";

// Logout at the provider (RP-Initiated Logout 1.0), and notices of it (Back-Channel Logout 1.0).

/** The sessions that a provider ended: one, or all of a person. */
export interface LogoutNotice {
  sid: string | null;
  subject: string | null;
  jti: string;
  expiresAt: Date;
}

const event = "http://schemas.openid.net/event/backchannel-logout";
const types = new Set([undefined, "logout+jwt", "application/logout+jwt", "jwt"]);
const toleranceSeconds = 30;
const maxAge = "1 day";
const maxLength = 255;

/** Algorithms with a public key. A shared secret as the key of an HMAC could be a public key that somebody put there. */
const algorithms = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
];

/** Verifies a logout token by all rules of Back-Channel Logout 1.0, 2.6. Throws ProviderFailure if it breaks one. */
export async function readLogoutToken(
  provider: OidcProvider,
  token: string,
): Promise<LogoutNotice> {
  const { keys, server } = await discover(provider);
  const { payload, protectedHeader } = await jwtVerify(token, keys, {
    issuer: server.issuer,
    audience: provider.settings.clientId,
    algorithms,
    clockTolerance: toleranceSeconds,
    maxTokenAge: maxAge,
    requiredClaims: ["iat", "exp", "jti"],
  }).catch((cause: unknown) => {
    throw new ProviderFailure("The logout token could not be verified.", { cause });
  });
  if (!types.has(protectedHeader.typ?.toLowerCase())) throw notAccepted("its type is another one");
  return noticeIn(payload);
}

function noticeIn(payload: JWTPayload): LogoutNotice {
  const { events, nonce, sid, sub, jti, exp } = payload;
  if (nonce !== undefined) throw notAccepted("it has a nonce, as ID tokens have");
  if (!isObject(events) || !isObject(events[event])) throw notAccepted("it has no logout event");
  if ([sid, sub].every((it) => it === undefined)) throw notAccepted("it names no session");
  if (![sid, sub].every(isName) || !isName(jti)) throw notAccepted("a name in it is not usable");
  return {
    sid: typeof sid === "string" ? sid : null,
    subject: sub ?? null,
    jti: String(jti),
    expiresAt: new Date(((exp ?? 0) + toleranceSeconds) * 1000),
  };
}

const notAccepted = (why: string) =>
  new ProviderFailure(`The logout token is not accepted: ${why}.`);

const isName = (value: unknown) =>
  value === undefined ||
  (typeof value === "string" && value.length > 0 && value.length <= maxLength);

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Where to send a person who also signs out at the provider; null if it has no such page. */
export async function endSessionAddress(
  provider: OidcProvider,
  idToken: string | null,
): Promise<URL | null> {
  const { configuration, server } = await discover(provider);
  if (!server.end_session_endpoint) return null;
  return oidc.buildEndSessionUrl(configuration, {
    post_logout_redirect_uri: config.url + paths.signIn(),
    ...(idToken && { id_token_hint: idToken }),
  });
}
