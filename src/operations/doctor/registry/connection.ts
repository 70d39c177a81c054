import { config } from "../../../platform/config/config.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { portusToken } from "../../../registry/signing/token.ts";
import { type Check, fine, unchecked, type Verdict, wrong } from "../check.ts";
import { differenceOf, maxOffsetMs } from "../clocks.ts";
import { type Cures, checkTls, usableName } from "../tls.ts";
import { ask } from "./ask.ts";
import type { Facts } from "./facts.ts";

/** Whether Portus reaches a registry. */
export function connectionChecks(facts: Facts, id: (name: string) => string): Check[] {
  const { registry } = facts;
  return [
    {
      id: id("tls"),
      title: `Portus trusts the certificate of the registry ${registry.name}`,
      run: () => {
        const { url, ca, pin } = registry;
        return checkTls({ url, ca, pin, cures: tlsCures(facts) });
      },
    },
    {
      id: id("reachable"),
      title: `The registry ${registry.name} answers`,
      run: () => reachedVerdict(facts),
    },
    {
      id: id("clock"),
      title: "The clocks of Portus and of the registry agree",
      needs: [id("reachable")],
      run: () => clockVerdict(facts),
    },
  ];
}

function tlsCures({ registry }: Facts): Cures {
  const { id, url } = registry;
  const { hostname, port } = new URL(url);
  const page = `${config.url}${paths.registry({ id })}`;
  return {
    unknownCa: [
      `Paste the certificate of its CA, or the pin of its own certificate, at ${page}. Or trust the CA by its file, and restart Portus:`,
      "NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-of-the-registry.pem",
      `openssl s_client -connect ${hostname}:${port || 443} -showcerts </dev/null`,
    ],
    otherName: (names) => [
      "Reach the registry by a name that its certificate has, and restart Portus; or get a certificate for this name:",
      `PORTUS_REGISTRY_URL=https://${usableName(names) ?? hostname}${port && `:${port}`}`,
    ],
    ended: ["Renew the registry's certificate and restart the registry."],
    noTls: [
      "Set http: tls: in the registry's config.yml, and restart the registry. If it is meant to be reached without TLS, set its address and restart Portus:",
      `PORTUS_REGISTRY_URL=${url.replace(/^https/, "http")}`,
    ],
  };
}

async function reachedVerdict({ registry, challenge }: Facts): Promise<Verdict> {
  const answer = await challenge();
  if (!answer.ok) {
    const { message } = answer.error;
    if (/certificate|self-signed|SSL|TLS|altnames/i.test(message))
      return unchecked("of its certificate: see the check of TLS.");
    return wrong(message, ...howToReach(registry.url));
  }
  const { status, isRegistry } = answer.value;
  const loop = await leadsBack(registry);
  if (loop) return loop;
  if (!isRegistry || ![200, 401].includes(status))
    return wrong(
      `What answers at ${registry.url} (with ${status}) is no registry, or a proxy hides it.`,
      ...howToReach(registry.url),
    );
  return fine(`${registry.url} answers.`);
}

function howToReach(url: string): [string, ...string[]] {
  return [
    "Is the registry running? If it has another address, set that and restart Portus:",
    `PORTUS_REGISTRY_URL=${url}`,
    `curl -i ${url}/v2/`,
  ];
}

/** With the proxy's rules for the catalogue, Portus answers its own request with 421. */
async function leadsBack(registry: Facts["registry"]): Promise<Verdict | null> {
  const token = portusToken(registry.hostname, []);
  const answer = await ask(registry, "/v2/_catalog?n=1", { token });
  if (!answer.ok || answer.value.status !== 421) return null;
  return wrong(
    `${registry.url} leads back to Portus, perhaps through a proxy's rules for the catalogue.`,
    "Set the address of the registry behind the proxy, and restart Portus:",
    "PORTUS_REGISTRY_URL=http://registry:5000",
  );
}

async function clockVerdict({ challenge, registry }: Facts): Promise<Verdict> {
  const answer = await challenge();
  const offset = answer.ok ? answer.value.offset : null;
  if (offset === null) return unchecked("its answers have no date.");
  if (Math.abs(offset) <= maxOffsetMs)
    return fine(`They differ by ${Math.round(Math.abs(offset) / 1000)} s.`);
  return wrong(
    `The clock of the registry ${registry.name} is ${differenceOf(offset)} Portus's. Registries refuse tokens if it is more than a minute.`,
    "Set the clocks of both machines by NTP:",
    "timedatectl set-ntp true",
    "timedatectl status",
  );
}
