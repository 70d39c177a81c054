import { config } from "../platform/config/config.ts";
import { db, type Registry } from "../platform/db/client.ts";
import { registryAsked } from "../registry/registries.ts";
import type { Access } from "../registry/signing/token.ts";
import { type Verified, verifyToken } from "../registry/signing/verify.ts";

/** What a request needs: the scope that its challenge names, and whether a token's access is enough. */
export interface Needs {
  scope: string;
  isGrantedBy(access: readonly Access[]): boolean;
}

/** Why a client is sent for a token, in the words of RFC 6750; null if it brought none. */
export type Refusal = "invalid_token" | "insufficient_scope" | null;

export type Judged =
  | { ok: true; registry: Registry; token: Verified }
  | { ok: false; refusal: Refusal; challenge: string };

/** Judges the bearer token of a request to a registry's API that Portus answers, as the registry itself would. */
export async function judgeBearer(
  { authorization, host = "" }: { authorization?: string | undefined; host?: string | undefined },
  needs: Needs,
): Promise<Judged> {
  const registries = await db.registry.findMany({ orderBy: { id: "asc" } });
  const token = verify(bearer(authorization), registries);
  const registry = registries.find((it) => token && isCalled(it, token.service));
  if (token && registry && needs.isGrantedBy(token.access)) return { ok: true, registry, token };

  const refusal =
    authorization === undefined ? null : token ? "insufficient_scope" : "invalid_token";
  const here = registryAsked(host, registries);
  return { ok: false, refusal, challenge: challenge(here, needs.scope, refusal) };
}

/** What reading a repository needs. */
export function pullFrom(repository: string): Needs {
  return {
    scope: `repository:${repository}:pull`,
    isGrantedBy: (access) =>
      access.some(
        ({ type, name, actions }) =>
          type === "repository" &&
          name === repository &&
          (actions.includes("pull") || actions.includes("*")),
      ),
  };
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

/** Sends a client for a token to a registry (RFC 6750, section 3). */
export function challenge(
  registry: Pick<Registry, "hostname"> | undefined,
  scope: string,
  refusal: Refusal,
): string {
  const service = registry?.hostname ?? config.registry.host;
  const why = refusal ? `,error="${refusal}"` : "";
  return `Bearer realm="${config.url}/v2/token",service="${service}",scope="${scope}"${why}`;
}
