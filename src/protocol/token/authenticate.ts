import type { IncomingMessage } from "node:http";
import type { Actor } from "../../identity/actor/actor.ts";
import { holdsScope } from "../../identity/actor/policy.ts";
import { authenticateCredentials } from "../../identity/sign-in/credentials.ts";
import {
  explainToHolder,
  type Rejection,
  reportRejection,
} from "../../identity/sign-in/rejection.ts";
import { redeemRefreshToken } from "../../identity/tokens/refresh-tokens.ts";
import { SignInRequired } from "../../platform/errors.ts";
import { RegistryApiError } from "../answers.ts";
import { type ClientCredentials, readAuthorization } from "./request.ts";

/** Who a client acts for, and how it proved that. */
export interface Client {
  actor: Actor | null; // null: anonymous
  by: "nobody" | "password" | "token" | "refresh_token";
  applicationToken?: number; // its id
  refreshToken?: bigint; // likewise
}

interface From {
  service: string;
  address: string;
  /** Called with the reason if credentials are refused. */
  refused?: (why: Rejection) => void;
}

/**
 * Authenticates a client of the token endpoint. Without credentials it is anonymous; wrong credentials are refused, so
 * that nobody pulls anonymously by mistake.
 */
export async function authenticateClient(
  credentials: ClientCredentials | null,
  from: From,
): Promise<Client> {
  if (credentials?.type !== "refresh_token") return authenticateByPassword(credentials, from);

  const { service, refused } = from;
  const found = await redeemRefreshToken(credentials.secret, { ...credentials, service });
  if ("actor" in found) return { actor: found.actor, by: "refresh_token", refreshToken: found.id };
  refused?.(found);
  const reason = explainToHolder(found) ?? `${ended} Run docker login ${service} again.`;
  throw new SignInRequired(`${reason} ${anonymousPull(service)}`);
}

/** Authenticates a client that asks for something else than a token, and records refused credentials as a failed sign-in. */
export async function authenticateRequest(
  req: Pick<IncomingMessage, "headers"> & { ip?: string | undefined },
  service: string,
): Promise<Client> {
  const credentials = readAuthorization(req);
  const { "user-agent": agent } = req.headers;
  const from = { address: req.ip ?? "", agent, service };
  const username = credentials?.username ?? "";
  const refused = (rejection: Rejection) =>
    reportRejection({ entryPoint: "registry", username, rejection, ...from });
  return authenticateByPassword(credentials, { ...from, refused });
}

/** Authenticates by a user name with a password or an application token. Refresh tokens are refused. */
async function authenticateByPassword(
  credentials: ClientCredentials | null,
  { service, address, refused }: From,
): Promise<Client> {
  if (!credentials) return { actor: null, by: "nobody" };
  let reason: string | null = null;
  const note = (rejection: Rejection) => {
    reason = explainToHolder(rejection);
    refused?.(rejection);
  };
  if (credentials.type === "refresh_token") note({ why: "refresh_token" });
  const found =
    credentials.type === "password"
      ? await authenticateCredentials(credentials, { address, refused: note })
      : null;
  if (!found) throw new SignInRequired(`${reason ?? wrong} ${anonymousPull(service)}`);
  if (holdsScope(found.actor, "registry")) return found;
  refused?.({ ...found, why: "not_for_registry" });
  throw new RegistryApiError(403, { code: "DENIED", message: notForRegistry });
}

const wrong =
  "The user name or the password is wrong, or the account is disabled. " +
  "An application token works instead of the password until it expires or is revoked, " +
  "and only from the addresses it is limited to.";

const notForRegistry =
  "This application token does not have the scope registry. Create one that has it, and log in with that.";

const ended = "This sign-in has expired or was revoked, or belongs to another account or registry.";

const anonymousPull = (service: string) =>
  `Public images need no account: run docker logout ${service}, then pull again.`;
