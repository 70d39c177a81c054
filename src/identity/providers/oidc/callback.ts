import * as oidc from "openid-client";
import { config } from "../../../platform/config/config.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { type Discovered, discover, forget } from "./discovery.ts";
import { failureOf } from "./failures.ts";
import type { Claims } from "./groups.ts";
import type { PendingSignIn } from "./pending.ts";
import { type Described, describe, isIncomplete } from "./person.ts";
import { type OidcProvider, ProviderFailure } from "./provider.ts";
import { scopesOf } from "./start.ts";

/** What a provider sent at the end of a sign-in. */
export interface SignedIn extends Described {
  claims: Claims; // of the ID token and of userinfo
  /** For checks later. Null unless the provider granted access while the person is away. */
  refreshToken: string | null;
  idToken: string | null;
  sid: string | null; // the provider's name of its session
  authenticatedAt: Date | null; // when the person proved at the provider who they are
}

const unaskedSentence =
  "This sign-in was not started in this browser, was used already, or is older than 10 minutes. Portus accepts no sign-ins that begin at the provider. Start again here.";

export const unasked = () => new ProviderFailure(unaskedSentence);

/**
 * Ends a sign-in: exchanges the code and verifies all that the provider sent. `search` is the query of the address that
 * the browser came back to. Throws ProviderFailure.
 */
export async function finishSignIn(
  provider: OidcProvider,
  pending: PendingSignIn,
  { state, search }: { state: string; search: string },
): Promise<SignedIn> {
  if (pending.provider !== provider.id) throw unasked();
  try {
    const discovered = await discover(provider);
    return await exchangeCode(provider, discovered, { pending, state, search });
  } catch (error) {
    const failure = failureOf(error, provider);
    if (failure.cause !== undefined) forget(provider); // its keys or addresses may have changed
    throw failure;
  }
}

interface Returned {
  pending: PendingSignIn;
  state: string;
  search: string;
}

async function exchangeCode(
  provider: OidcProvider,
  discovered: Discovered,
  { pending, state, search }: Returned,
): Promise<SignedIn> {
  const address = new URL(paths.providerCallback(provider) + search, config.url);
  const tokens = await oidc.authorizationCodeGrant(discovered.configuration, address, {
    pkceCodeVerifier: pending.verifier,
    expectedState: state,
    expectedNonce: pending.nonce,
    idTokenExpected: true,
  });
  const idClaims: Claims = tokens.claims() ?? {};
  const authenticatedAt = timeOf(idClaims.auth_time);
  if (pending.purpose === "confirm") ensureRecent(authenticatedAt, pending, provider);
  const claims = await withUserinfo(provider, discovered, {
    claims: idClaims,
    accessToken: tokens.access_token,
  });
  return {
    ...describe(claims, provider),
    claims,
    refreshToken: isOffline(provider, discovered, tokens) ? (tokens.refresh_token ?? null) : null,
    idToken: tokens.id_token ?? null,
    sid: typeof idClaims.sid === "string" && idClaims.sid.length <= 255 ? idClaims.sid : null,
    authenticatedAt,
  };
}

interface Known {
  claims: Claims;
  accessToken: string;
}

/** The claims with those of userinfo, if the ID token lacks some. Those of the ID token count first: they are signed. */
export async function withUserinfo(
  provider: OidcProvider,
  { configuration, server }: Discovered,
  { claims, accessToken }: Known,
): Promise<Claims> {
  if (!server.userinfo_endpoint || !isIncomplete(claims, provider)) return claims;
  const more = await oidc.fetchUserInfo(configuration, accessToken, String(claims.sub));
  return { ...more, ...claims };
}

/** A refresh token without offline access ends with the browser's session, so that it says nothing about the account later. */
function isOffline(
  provider: OidcProvider,
  discovered: Discovered,
  { scope }: { scope?: string },
): boolean {
  const granted = scope === undefined ? scopesOf(provider, discovered) : scope.split(" ");
  return (
    granted.includes("offline_access") || provider.settings.parameters.access_type === "offline" // Google
  );
}

const toleranceMs = 30_000;

/** Google sends no time. Others do, and an earlier sign-in is no answer to the question who is here now. */
function ensureRecent(at: Date | null, { at: startedAt }: PendingSignIn, { name }: OidcProvider) {
  if (at === null || at.getTime() >= Date.parse(startedAt) - toleranceMs) return;
  throw new ProviderFailure(
    `${name} did not ask you again who you are, so this is not confirmed. Sign out there and start again.`,
  );
}

function timeOf(seconds: unknown): Date | null {
  return typeof seconds === "number" && seconds > 0 && seconds < 1e11
    ? new Date(Math.min(seconds * 1000, Date.now()))
    : null;
}
