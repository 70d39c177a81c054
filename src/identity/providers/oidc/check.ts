import * as oidc from "openid-client";
import { withUserinfo } from "./callback.ts";
import { type Discovered, discover } from "./discovery.ts";
import { failureOf } from "./failures.ts";
import { type Claims, readGroups } from "./groups.ts";
import type { OidcProvider } from "./provider.ts";

/** What a provider says about somebody who is away. */
export type Check =
  | {
      state: "active";
      refreshToken: string; // the next one, if the provider rotates them
      groups: readonly string[] | null;
    }
  | { state: "gone" } // the provider no longer lets them in
  | { state: "unknown"; why: string }; // it could not be asked, or did not say

interface Known {
  subject: string;
  refreshToken: string;
}

/** Asks a provider whether it still knows a person, with the refresh token of an earlier sign-in. */
export async function checkAtProvider(provider: OidcProvider, known: Known): Promise<Check> {
  try {
    const discovered = await discover(provider);
    const tokens = await refresh(discovered, known.refreshToken);
    if (tokens === null) return { state: "gone" };
    return {
      state: "active",
      refreshToken: tokens.refresh_token ?? known.refreshToken,
      groups: await groupsOf(provider, discovered, {
        accessToken: tokens.access_token,
        claims: tokens.claims() ?? { sub: known.subject },
        subject: known.subject,
      }),
    };
  } catch (error) {
    const { message, detail } = failureOf(error, provider);
    return { state: "unknown", why: detail ?? message };
  }
}

/** Null if the provider no longer accepts the refresh token. No other answer says that the access ended. */
async function refresh({ configuration }: Discovered, refreshToken: string) {
  try {
    return await oidc.refreshTokenGrant(configuration, refreshToken);
  } catch (error) {
    if (error instanceof oidc.ResponseBodyError && error.error === "invalid_grant") return null;
    throw error;
  }
}

interface Answered {
  subject: string;
  claims: Claims;
  accessToken: string;
}

/** Null if the groups can't be read now. That is no reason to lose the next refresh token. */
async function groupsOf(
  provider: OidcProvider,
  discovered: Discovered,
  { subject, ...answered }: Answered,
): Promise<readonly string[] | null> {
  if (answered.claims.sub !== subject) return null;
  const claims = await withUserinfo(provider, discovered, answered).catch(() => null);
  return claims && readGroups(claims, provider.settings).groups;
}
