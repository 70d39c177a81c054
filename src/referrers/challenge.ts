import { config } from "../config.ts";
import { db, type Registry } from "../db/client.ts";
import { registryAt } from "../registry/hosts.ts";
import { type Verified, verifyToken } from "../signing/verify.ts";
import { mayPull } from "./policy.ts";

/** Why a client is sent for a token, in the words of RFC 6750; null when it brought none. */
export type Refusal = "invalid_token" | "insufficient_scope" | null;

export type Judged =
  | { ok: true; registry: Registry }
  | { ok: false; refusal: Refusal; challenge: string };

/** Whether a request brings a token that lets it pull from the repository, as the registry itself would ask for. */
export async function judgeBearer(
  header: string | undefined,
  repository: string,
  host: string,
): Promise<Judged> {
  const registries = await db.registry.findMany({ orderBy: { id: "asc" } });
  const verified = verify(bearer(header), registries);
  const registry = registries.find((it) => verified && isCalled(it, verified.service));
  if (verified && registry && mayPull(verified.access, repository)) return { ok: true, registry };

  const refusal = header === undefined ? null : verified ? "insufficient_scope" : "invalid_token";
  const here = registryAt(host, registries) ?? registries[0];
  return { ok: false, refusal, challenge: challenge(here, repository, refusal) };
}

function bearer(header: string | undefined): string {
  return /^bearer +(\S+) *$/i.exec(header ?? "")?.[1] ?? "";
}

function verify(token: string, registries: Registry[]): Verified | null {
  const [first, ...rest] = registries.flatMap((it) =>
    [it.hostname, it.externalHostname ?? []].flat(),
  );
  return first && token ? verifyToken(token, [first, ...rest]) : null;
}

const isCalled = ({ hostname, externalHostname }: Registry, service: string) =>
  hostname === service || externalHostname === service;

function challenge(registry: Registry | undefined, repository: string, refusal: Refusal): string {
  const service = registry?.hostname ?? config.registry.host;
  const scope = `repository:${repository}:pull`;
  const why = refusal ? `,error="${refusal}"` : "";
  return `Bearer realm="${config.url}/v2/token",service="${service}",scope="${scope}"${why}`;
}
