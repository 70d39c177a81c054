import { config } from "../../../platform/config/config.ts";
import { errorMessage } from "../../../platform/error-fields.ts";
import { exchange, userAgent } from "../../../platform/outgoing/exchange.ts";
import { probeRepository } from "../../../registry/probe-repository.ts";
import { type Check, fine, unchecked, type Verdict, wrong } from "../check.ts";

/** The optional rules of a proxy that Portus and the registry share. */
export const proxyRuleChecks = (): Check[] => [
  {
    id: "proxy.referrers",
    title: "The proxy sends requests for referrers to Portus",
    needs: ["url.reachable"],
    run: () =>
      ruleVerdict("referrers", `/v2/${probeRepository}/referrers/sha256:${"0".repeat(64)}`),
  },
  {
    id: "proxy.catalogue",
    title: "The proxy sends requests for the catalogue to Portus",
    needs: ["url.reachable"],
    run: () => ruleVerdict("catalogue", "/v2/_catalog"),
  },
];

const timeouts = { connect: 4_000, total: 8_000 };

/**
 * Portus answers a request of its own for the catalogue with 421, and one for referrers without a token with 401; the
 * registry has no referrers, and answers 404.
 */
async function ruleVerdict(rule: "referrers" | "catalogue", path: string): Promise<Verdict> {
  const { url, registry } = config;
  if (new URL(url).host !== registry.host)
    return fine(
      `${registry.host} is not the host of PORTUS_URL: no rule is needed, and docs/catalogue.md says what it would add.`,
    );
  try {
    const headers = { "user-agent": userAgent };
    const { status } = await exchange(new URL(url + path), { headers, limit: 10_000, timeouts });
    const isPortus = rule === "catalogue" ? status === 421 : status !== 404;
    if (isPortus) return fine("It does.");
    return wrong(
      `${path} at ${registry.host} is answered by the registry (${status}): ${missing[rule]}`,
      "Add the rule to the proxy. This prints its whole configuration; caddy, traefik and haproxy are known, too:",
      "bin/portus registry-config --proxy nginx",
    );
  } catch (error) {
    return unchecked(`there was no answer: ${errorMessage(error)}.`);
  }
}

const missing = {
  referrers: "clients find no signatures and SBOMs by the referrers API.",
  catalogue: "only admins can list repositories with docker or crane.",
};
