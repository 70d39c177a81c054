import type { Actor } from "../../identity/actor/actor.ts";
import { authenticate } from "../../identity/sign-in/credentials.ts";
import { issueRefreshToken, redeem } from "../../identity/tokens/refresh-tokens.ts";
import { config } from "../../platform/config/config.ts";
import type { Registry } from "../../platform/db/client.ts";
import { Invalid, SignInRequired } from "../../platform/errors.ts";
import { knownRegistries } from "../../registry/known.ts";
import { type Access, signToken } from "../../registry/signing/token.ts";
import { grantScopes } from "./grants.ts";
import type { Proof, TokenRequest } from "./request.ts";

export interface Issued {
  actor: Actor | null;
  access: Access[];
  token: string;
  expiresIn: number; // seconds
  refreshToken: string | null;
}

interface Asker {
  actor: Actor | null;
  by: "nobody" | "password" | "token" | "refresh_token";
  applicationToken?: number;
}

/** Makes the token that a client takes to the registry. What it may not do is left out of the token, not refused. */
export async function issueToken(
  request: TokenRequest,
  proof: Proof | null,
  address: string,
): Promise<Issued> {
  const registry = await registryOf(request);
  const { actor, by, applicationToken } = await whoAsks(request, proof, address);
  const { service, scopes } = request;
  const access = scopes ? await grantScopes(actor, registry, scopes) : null;

  const ttl = config.tokenTtl;
  const subject = actor?.username ?? "";
  const token = signToken({ subject, service, ttl, applicationToken, ...(access && { access }) });
  const refreshToken = actor && by === "password" ? await offline(actor, request, address) : null;
  return { actor, access: access ?? [], token, expiresIn: ttl, refreshToken };
}

/**
 * Who proves themselves with a name and a secret; nobody without any. Wrong proof is refused, never taken for none,
 * so the refusal says how to pull from `service` as nobody.
 */
export async function whoIs(
  proof: Proof | null,
  { address, service }: { address: string; service: string },
): Promise<Asker> {
  if (!proof) return { actor: null, by: "nobody" };
  const found = proof.type === "password" ? await authenticate(proof, { address }) : null;
  if (!found) throw new SignInRequired(`${wrong} ${publicOf(service)}`);
  return found;
}

const wrong =
  "The user name or the password is wrong, or the account is disabled. " +
  "An application token works instead of the password until it expires or is revoked, " +
  "and only from the addresses it is limited to.";

const ended = "This sign-in has expired or was revoked, or belongs to another account or registry.";

const publicOf = (service: string) =>
  `Public images need no account: run docker logout ${service}, then pull again.`;

async function whoAsks(
  request: TokenRequest,
  proof: Proof | null,
  address: string,
): Promise<Asker> {
  const { service } = request;
  if (proof?.type !== "refresh_token") return whoIs(proof, { address, service });
  const actor = await redeem(proof.secret, { ...proof, service });
  if (!actor)
    throw new SignInRequired(`${ended} Run docker login ${service} again. ${publicOf(service)}`);
  return { actor, by: proof.type };
}

/** A token is signed for registries we know, and for no other audience. */
async function registryOf({ service }: TokenRequest): Promise<Registry> {
  const known = await knownRegistries();
  const found = known.find((it) => it.hostname === service || it.externalHostname === service);
  if (found) return found;

  const names = known.flatMap((it) => [it.hostname, it.externalHostname ?? []]).flat();
  throw new Invalid({
    service:
      `Portus issues no tokens for the service ${JSON.stringify(service.slice(0, 255))}. ` +
      `It knows: ${names.join(", ")}. Set auth.token.service in the registry's configuration to one of them.`,
  });
}

/** A refresh token for a client that wants one and says which it is. */
async function offline(actor: Actor, request: TokenRequest, address: string) {
  const { service, clientId } = request;
  return request.offline && clientId
    ? issueRefreshToken(actor, { service, clientId, address })
    : null;
}
