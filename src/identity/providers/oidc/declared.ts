import type { Config } from "../../../platform/config/config.ts";
import { claimPathIn } from "../../../platform/config/oidc-settings.ts";
import { OidcSettings } from "./settings.ts";

/** Where everybody can sign in, not only people of one organization. */
const publicIssuers = new Set([
  "accounts.google.com",
  "gitlab.com",
  "login.live.com",
  "appleid.apple.com",
]);

/** The provider that the environment declares, as it is stored; null if it declares none. */
export function declaredProvider({ oidc }: Pick<Config, "oidc">) {
  if (!oidc) return null;
  const { issuer, clientId, clientSecret, name, groupsClaim, adminGroup } = oidc;
  return {
    kind: "oidc",
    slug: "default",
    name,
    newAccounts: publicIssuers.has(new URL(issuer).host) ? "nobody" : "anyone",
    settings: OidcSettings.parse({
      issuer,
      clientId,
      groupsClaim: claimPathIn(groupsClaim) ?? [],
    }),
    secrets: clientSecret === null ? {} : { secret: clientSecret },
    adminGroup: adminGroup ?? undefined,
  } as const;
}
