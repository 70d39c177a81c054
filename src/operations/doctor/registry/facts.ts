import { randomBytes } from "node:crypto";
import { config } from "../../../platform/config/config.ts";
import type { Registry } from "../../../platform/db/client.ts";
import type { Reply } from "../../../platform/outgoing/exchange.ts";
import type { Answer } from "../../../registry/client/answers.ts";
import { signToken } from "../../../registry/signing/token.ts";
import { maxOffsetMs } from "../clocks.ts";
import { once } from "../once.ts";
import { ask } from "./ask.ts";

/** What a registry says to somebody without a token. */
export interface Challenge {
  status: number;
  isRegistry: boolean; // it has the header of a registry
  realm: string | null;
  service: string | null;
  offset: number | null; // how far its clock is ahead of ours, in ms
}

/** Which tokens a registry accepts. */
export type Acceptance =
  | { accepted: true; issuer: string }
  | { accepted: false; why: "issuer" | "ca" | "unknown" }; // Distribution 2.x does not tell these apart

/** What several checks need to know of a registry. Each fact is found out once, when the first of them asks. */
export interface Facts {
  registry: Registry;
  challenge(): Promise<Answer<Challenge>>;
  acceptance(): Promise<Acceptance>;
  majorVersion(): Promise<2 | 3>;
}

export function factsOf(registry: Registry): Facts {
  const challenge = once(() => readChallenge(registry));
  const majorVersion = once(() => readMajorVersion(registry));
  const acceptance = once(async () => {
    const answer = await challenge();
    if (!answer.ok) throw new Error(answer.error.message);
    return readAcceptance(registry, answer.value, majorVersion);
  });
  return { registry, challenge, acceptance, majorVersion };
}

async function readChallenge(registry: Registry): Promise<Answer<Challenge>> {
  const before = Date.now();
  const answer = await ask(registry, "/v2/");
  if (!answer.ok) return answer;
  const { status, headers } = answer.value;
  const header = String(headers["www-authenticate"] ?? "");
  const date = Date.parse(headers.date ?? "");
  const value: Challenge = {
    status,
    isRegistry: headers["docker-distribution-api-version"] !== undefined,
    realm: parameter(header, "realm"),
    service: parameter(header, "service"),
    offset: Number.isNaN(date) ? null : date - (before + Date.now()) / 2,
  };
  return { ok: true, value };
}

const parameter = (challenge: string, name: string): string | null =>
  new RegExp(`\\b${name}="([^"]{0,2000})"`).exec(challenge)?.[1] ?? null;

/** Distribution 2.x finds no token in a header of three words; 3.x finds a malformed one. */
async function readMajorVersion(registry: Registry): Promise<2 | 3> {
  const answer = await ask(registry, "/v2/", { token: "three words" });
  return answer.ok && errorIn(answer.value) ? 3 : 2;
}

const errorIn = ({ headers }: Reply) =>
  parameter(String(headers["www-authenticate"] ?? ""), "error");

/** Tries tokens as the registry may expect them: for its service, at the time of its clock, and of several issuers. */
async function readAcceptance(
  registry: Registry,
  { service, realm, offset }: Challenge,
  majorVersion: () => Promise<2 | 3>,
): Promise<Acceptance> {
  const at = Date.now() + (offset !== null && Math.abs(offset) > maxOffsetMs ? offset : 0);
  const content = { subject: "portus", service: service ?? registry.hostname, ttl: 60, at };
  const send = (token: string) => ask(registry, "/v2/", { token });
  for (const issuer of issuersToTry(registry, { service, realm })) {
    const answer = await send(signToken({ ...content, issuer }));
    if (answer.ok && answer.value.status === 200) return { accepted: true, issuer };
  }
  if ((await majorVersion()) === 2) return { accepted: false, why: "unknown" };

  // 3.x verifies the certificate first: if it is trusted, a wrong signature is not reported as an invalid token.
  const answer = await send(withWrongSignature(signToken(content)));
  const trusts = answer.ok && errorIn(answer.value) === null;
  return { accepted: false, why: trusts ? "issuer" : "ca" };
}

const withWrongSignature = (token: string): string =>
  `${token.slice(0, token.lastIndexOf("."))}.${randomBytes(64).toString("base64url")}`;

/** Ours first, then those that a config often has instead. */
function issuersToTry(
  { hostname }: Pick<Registry, "hostname">,
  { service, realm }: Pick<Challenge, "service" | "realm">,
): string[] {
  const names = [config.url, realm ?? ""].flatMap((url) =>
    URL.canParse(url) ? [new URL(url).hostname, new URL(url).host, new URL(url).origin, url] : [],
  );
  const hosts = [service ?? "", hostname].flatMap((host) => [host, host.replace(/:\d+$/, "")]);
  const usual = ["portus", "Portus", "localhost", "registry-token-issuer", "auth-server"];
  const all = [config.issuer, ...names, ...hosts, ...config.hosts, ...usual];
  return [...new Set(all)].filter(Boolean).slice(0, 30);
}
