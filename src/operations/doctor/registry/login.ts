import { config } from "../../../platform/config/config.ts";
import { errorMessage } from "../../../platform/error-fields.ts";
import { parseJson } from "../../../platform/json.ts";
import { exchange } from "../../../platform/outgoing/exchange.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { realmProblems } from "../../../registry/config/realm.ts";
import { verifyToken } from "../../../registry/signing/verify.ts";
import { type Check, fine, unchecked, type Verdict, wrong } from "../check.ts";
import type { Challenge, Facts } from "./facts.ts";

/** Whether clients that log in at a registry come to Portus, and the registry accepts what they bring back. */
export function loginChecks(facts: Facts, id: (name: string) => string): Check[] {
  const reachable = [id("reachable")];
  return [
    {
      id: id("realm"),
      title: "The registry sends clients to Portus for tokens",
      needs: reachable,
      run: () => realmOrNone(facts),
    },
    {
      id: id("service"),
      title: "The registry's service is the one that Portus signs tokens for",
      needs: reachable,
      run: async () => withChallenge(facts, async (it) => serviceVerdict(facts, it)),
    },
    {
      id: id("trust"),
      title: "The registry trusts the CA of Portus",
      needs: reachable,
      run: () => withChallenge(facts, () => trustVerdict(facts)),
    },
    {
      id: id("issuer"),
      title: "The registry's issuer is Portus's",
      needs: [id("trust")],
      run: () => issuerVerdict(facts),
    },
    {
      id: id("clients"),
      title: "crane, kaniko, cosign and regctl accept the address of the token endpoint",
      needs: [id("realm")],
      run: async () => withChallenge(facts, async (it) => clientsVerdict(facts, it)),
    },
  ];
}

const inConfig =
  "In the registry's config.yml, set this under auth: token:, and restart the registry:";

async function withChallenge(
  { challenge }: Facts,
  decide: (it: Challenge) => Promise<Verdict>,
): Promise<Verdict> {
  const answer = await challenge();
  if (!answer.ok) return unchecked("it does not answer.");
  if (answer.value.realm !== null) return decide(answer.value);
  return unchecked("the registry asks nobody for a token: see the check of the realm.");
}

async function realmOrNone(facts: Facts): Promise<Verdict> {
  const answer = await facts.challenge();
  if (answer.ok && answer.value.realm === null)
    return wrong(
      `The registry ${facts.registry.name} asks nobody for a token: everyone who reaches it may push and delete.`,
      "Give the registry's config.yml the section auth that this prints, with the certificate that it names, and restart the registry:",
      "bin/portus registry-config",
      "bin/portus ca > portus.crt",
    );
  return withChallenge(facts, (it) => realmVerdict(facts, it));
}

const ownRealm = () => `${config.url}${paths.registryToken()}`;

async function realmVerdict({ registry }: Facts, { realm, service }: Challenge): Promise<Verdict> {
  if (realm === ownRealm()) return fine(`It sends them to ${realm}.`);
  const cure = [inConfig, `    realm: ${JSON.stringify(ownRealm())}`] as const;
  const evidence = `It sends clients to ${realm}, and Portus issues tokens at ${ownRealm()}`;
  try {
    const issued = await tokenFrom(realm ?? "", service ?? registry.hostname);
    if (issued && verifyToken(issued, [service ?? registry.hostname]))
      return fine(`It sends them to ${realm}, which leads to this Portus, too.`);
    return wrong(`${evidence}. What answers there is not this Portus.`, ...cure);
  } catch (error) {
    return wrong(`${evidence}. There is no answer there: ${errorMessage(error)}.`, ...cure);
  }
}

/** A token without access, as for a client that has not logged in. */
async function tokenFrom(realm: string, service: string): Promise<string | null> {
  const address = new URL(realm);
  address.searchParams.set("service", service);
  const timeouts = { connect: 3_000, total: 5_000 };
  const { body } = await exchange(address, { headers: {}, limit: 20_000, timeouts });
  const token: unknown = Reflect.get(Object(parseJson(body) ?? {}), "token");
  return typeof token === "string" ? token : null;
}

function serviceVerdict({ registry }: Facts, { service }: Challenge): Verdict {
  const { hostname } = registry;
  if (service === hostname) return fine(`It is ${service}.`);
  return wrong(
    `The registry's service is ${service}, and Portus signs its tokens for ${hostname} (PORTUS_REGISTRY_HOST).`,
    inConfig,
    `    service: ${JSON.stringify(hostname)}`,
  );
}

async function trustVerdict({ registry, acceptance, challenge }: Facts): Promise<Verdict> {
  const found = await acceptance();
  if (found.accepted) return fine("It accepted a token.");
  if (found.why === "issuer") return fine("It trusts the certificate of the signing key.");
  const offset = await challenge().then((it) => (it.ok ? it.value.offset : null));
  if (offset !== null && offset < -240_000)
    return unchecked(
      "the clocks differ too much: by the registry's, the signing key is not valid yet.",
    );
  const evidence =
    found.why === "ca"
      ? `The registry ${registry.name} does not trust the certificate of Portus's signing key: its rootcertbundle has another CA.`
      : `The registry ${registry.name} refuses Portus's tokens, with each issuer that is likely. Its rootcertbundle has another CA; or its issuer is one that was not tried, which Distribution 2 does not tell apart.`;
  return wrong(
    evidence,
    "Write Portus's CA certificate to the file that rootcertbundle names in the registry's config.yml, check the issuer there, and restart the registry:",
    "bin/portus ca > portus.crt",
    `    issuer: ${JSON.stringify(config.issuer)}`,
  );
}

async function issuerVerdict({ acceptance }: Facts): Promise<Verdict> {
  const found = await acceptance();
  if (found.accepted && found.issuer === config.issuer) return fine(`It is ${config.issuer}.`);
  const evidence = found.accepted
    ? `The registry accepts tokens of the issuer ${found.issuer}, and Portus's is ${config.issuer}.`
    : `The registry trusts the CA, but no token of the issuer ${config.issuer}: it has another issuer.`;
  return wrong(evidence, inConfig, `    issuer: ${JSON.stringify(config.issuer)}`);
}

function clientsVerdict({ registry }: Facts, { realm }: Challenge): Verdict {
  const { hostname: host, url: registryUrl } = registry;
  const problems = realmProblems({ url: realm ?? config.url, host, registryUrl });
  const [first, ...more] = problems;
  if (!first) return fine(`Tokens come from ${realm}.`);
  return wrong(
    [first, ...more].join(" "),
    "Give Portus and the registry one host name, by a proxy. This prints its configuration:",
    "bin/portus registry-config --proxy nginx",
  );
}
