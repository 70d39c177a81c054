import type { Actor } from "../../identity/actor/actor.ts";
import { findBearer } from "../../identity/tokens/authenticate.ts";
import { config } from "../../platform/config/config.ts";
import type { Registry } from "../../platform/db/client.ts";
import type { Verified } from "../../registry/signing/verify.ts";
import { unauthorized } from "../answers.ts";
import { challenge, checkBearer, type Refusal, type Requirement } from "../bearer.ts";

interface BearerRequest {
  headers: { authorization?: string | undefined; host?: string | undefined };
  address: string;
}

export interface Authenticated {
  actor: Actor | null;
  registry: Registry;
}

/**
 * The catalogue accepts every token of ours for this registry, whatever access it grants: the list depends on the account.
 * The challenge names the same scope as the registry does, because some clients require it.
 */
const anyToken: Requirement = { scope: "registry:catalog:*", isGrantedBy: () => true };

/** Authenticates a request for the catalogue by its bearer token. Throws the refusal with its challenge. */
export async function authenticateBearer({
  headers,
  address,
}: BearerRequest): Promise<Authenticated> {
  const checked = await checkBearer(headers, anyToken);
  if (!checked.ok)
    throw unauthorized(checked.challenge, "Listing repositories needs a token. Request one first.");
  const { token, registry } = checked;
  const challengeFor = (refusal: Refusal) => challenge(registry, anyToken.scope, refusal);
  if (token.subject === "") {
    if (!config.anonymousBrowsing) throw unauthorized(challengeFor("insufficient_scope"), signIn);
    return { actor: null, registry };
  }
  const actor = await findBearer(bearerOf(token), address);
  if (!actor) throw unauthorized(challengeFor("invalid_token"), ended);
  return { actor, registry };
}

function bearerOf({ subject, issuedAt, applicationToken }: Verified) {
  return { username: subject, issuedAt, applicationToken };
}

export const signIn =
  "Only signed-in users can list the repositories of this registry. Log in and try again.";
const ended =
  "The account of this token was disabled or deleted, or its application token was revoked, has expired, or is not valid for your address. Log in again.";
