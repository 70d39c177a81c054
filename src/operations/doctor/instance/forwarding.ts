import { config } from "../../../platform/config/config.ts";
import { fine, type Verdict, wrong } from "../check.ts";
import type { Reflection } from "../mirror.ts";

/** An address for documentation (RFC 5737), which no client has. */
export const forgedAddress = "192.0.2.77";

const nginxHeaders = [
  "proxy_set_header Host $http_host;",
  "proxy_set_header X-Forwarded-For $remote_addr;",
  "proxy_set_header X-Forwarded-Proto $scheme;",
] as const;

export function hostProblem({ host }: Reflection): Verdict {
  const wanted = new URL(config.url).host;
  if (host === wanted) return fine(`A request to ${wanted} arrives with this name.`);
  return wrong(
    `A request to ${wanted} arrives with the host name ${host}: a proxy replaces it.`,
    "Let the proxy pass on the name that clients use. In nginx, reload it after:",
    nginxHeaders[0],
  );
}

export function protocolProblem({ protocol, forwardedProto, peer }: Reflection): Verdict {
  const wanted = new URL(config.url).protocol.replace(":", "");
  if (protocol === wanted) return fine(`Requests arrive as ${wanted}.`);
  if (forwardedProto === null)
    return wrong(
      `PORTUS_URL has ${wanted}, but requests arrive as ${protocol}, without X-Forwarded-Proto.`,
      "Let the proxy say which scheme clients use. In nginx, reload it after:",
      nginxHeaders[2],
    );
  return wrong(
    `The proxy at ${peer} says ${forwardedProto} in X-Forwarded-Proto, and Portus does not believe it (PORTUS_TRUST_PROXY).`,
    "Trust the proxy, and restart Portus:",
    `PORTUS_TRUST_PROXY=${peer}`,
  );
}

/** The doctor sent a forged address: a proxy replaces it, or adds the true one behind it. */
export function addressProblem({ address, peer, forwardedFor }: Reflection): Verdict {
  if (address === forgedAddress)
    return wrong(
      "Portus believes any address that a client writes in X-Forwarded-For: limits per address are of no use.",
      "Let the proxy replace the header (in nginx, with the line below). Without a proxy, trust none: PORTUS_TRUST_PROXY=off.",
      nginxHeaders[1],
    );
  const proxied = forwardedFor !== null && forwardedFor !== forgedAddress;
  if (proxied && !config.trustProxy)
    return wrong(
      `Requests come through a proxy at ${peer}, and Portus does not believe what it says about clients: all of them seem to have one address.`,
      "Trust the proxy, and restart Portus:",
      `PORTUS_TRUST_PROXY=${peer}`,
    );
  return fine(`This request came from ${address}.`);
}
