import { config } from "../platform/config/config.ts";
import { db, type Registry } from "../platform/db/client.ts";
import { nameIn } from "../platform/http/input/params.ts";
import { paths } from "../platform/paths/paths.ts";
import { isRepositoryName } from "../registry/names.ts";
import { registryOrDefault } from "../registry/registries.ts";
import type { Access } from "../registry/signing/token.ts";
import { type Verified, verifyToken } from "../registry/signing/verify.ts";
import { RegistryApiError, unauthorized } from "./answers.ts";

/** What a request requires: the scope for its challenge, and a check of a token's access. */
export interface Requirement {
  scope: string;
  isGrantedBy(access: readonly Access[]): boolean;
}

/** Why a token is refused, as an error code of RFC 6750; null if the client sent none. */
export type Refusal = "invalid_token" | "insufficient_scope" | null;

type BearerResult =
  | { ok: true; registry: Registry; token: Verified }
  | { ok: false; refusal: Refusal; challenge: string };

/** Checks the bearer token of a request that Portus answers for a registry, as the registry itself would. */
export async function checkBearer(
  { authorization, host = "" }: { authorization?: string | undefined; host?: string | undefined },
  requirement: Requirement,
): Promise<BearerResult> {
  const registries = await db.registry.findMany({ orderBy: { id: "asc" } });
  const token = verify(tokenIn(authorization), registries);
  const registry = registries.find((it) => token && isService(it, token.service));
  if (token && registry && requirement.isGrantedBy(token.access))
    return { ok: true, registry, token };

  const refusal = refusalOf(authorization, token);
  const here = registryOrDefault(host, registries);
  return { ok: false, refusal, challenge: challenge(here, requirement.scope, refusal) };
}

interface PullRequest {
  params: Parameters<typeof nameIn>[0];
  headers: Parameters<typeof checkBearer>[0];
}

/** The repository and the registry of a request that needs a token to pull. Throws the registry's own refusals. */
export async function authorizePull(
  req: PullRequest,
): Promise<{ name: string; registry: Registry }> {
  const name = nameIn(req.params);
  if (!isRepositoryName(name))
    throw new RegistryApiError(400, {
      code: "NAME_INVALID",
      message: "This is not a valid repository name.",
    });
  const checked = await checkBearer(req.headers, pullFrom(name));
  if (!checked.ok) throw unauthorized(checked.challenge, pullRefusals[checked.refusal ?? "none"]);
  return { name, registry: checked.registry };
}

/** What people read. Clients read the challenge. */
const pullRefusals = {
  none: "Pulling from this repository needs a token. Request one first.",
  invalid_token: "This token has expired or is not for this registry. Log in again.",
  insufficient_scope:
    "The repository does not exist, or you may not pull from it. Log in as a user who may.",
};

function refusalOf(authorization: string | undefined, token: Verified | null): Refusal {
  if (authorization === undefined) return null;
  return token ? "insufficient_scope" : "invalid_token";
}

/** What reading a repository requires. */
function pullFrom(repository: string): Requirement {
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

function tokenIn(header: string | undefined): string {
  return /^bearer +(\S+) *$/i.exec(header ?? "")?.[1] ?? "";
}

function verify(token: string, registries: Registry[]): Verified | null {
  const [first, ...rest] = registries.flatMap((it) =>
    [it.hostname, it.externalHostname ?? []].flat(),
  );
  return first && token ? verifyToken(token, [first, ...rest]) : null;
}

const isService = ({ hostname, externalHostname }: Registry, service: string) =>
  hostname === service || externalHostname === service;

/** The challenge that tells a client where to get a token (RFC 6750, section 3). */
export function challenge(
  registry: Pick<Registry, "hostname"> | undefined,
  scope: string,
  refusal: Refusal,
): string {
  const service = registry?.hostname ?? config.registry.host;
  const why = refusal ? `,error="${refusal}"` : "";
  const realm = `${config.url}${paths.registryToken()}`;
  return `Bearer realm="${realm}",service="${service}",scope="${scope}"${why}`;
}
