import { issueRefreshToken } from "../../identity/tokens/refresh-tokens.ts";
import { config } from "../../platform/config/config.ts";
import { readyLeaf } from "../../registry/signing/keys.ts";
import { type Access, reusedToken } from "../../registry/signing/token.ts";
import { noteGrants } from "../events/expected.ts";
import type { Client } from "./authenticate.ts";
import type { TokenRequest } from "./request.ts";

export interface IssuedToken {
  token: string;
  expiresIn: number; // seconds
  refreshToken: string | null;
}

interface Grant {
  client: Client;
  access: Access[] | null; // null: none was requested
  address: string;
}

/** Signs the token that a client presents to the registry, and issues a refresh token if it asked for one. */
export async function issueToken(
  request: TokenRequest,
  { client, access, address }: Grant,
): Promise<IssuedToken> {
  const { actor, applicationToken } = client;
  const { service } = request;
  const ttl = config.tokenTtl;
  const subject = actor?.username ?? "";
  await readyLeaf(ttl);
  const content = { subject, service, ttl, applicationToken, ...(access && { access }) };
  const refreshToken = await offlineToken(request, client, address);
  if (access) noteGrants(service, access, ttl);
  return { ...(await reusedToken(content)), refreshToken };
}

/** Only for a client that names itself and sent a password: an application token can itself be stored and revoked. */
async function offlineToken(
  { service, clientId, offline }: TokenRequest,
  { actor, by }: Client,
  address: string,
): Promise<string | null> {
  if (!actor || by !== "password" || !offline || !clientId) return null;
  return issueRefreshToken(actor, { service, clientId, address });
}
