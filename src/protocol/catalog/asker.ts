import type { Actor } from "../../identity/actor/actor.ts";
import { findBearer } from "../../identity/tokens/authenticate.ts";
import { config } from "../../platform/config/config.ts";
import type { Registry } from "../../platform/db/client.ts";
import type { Verified } from "../../registry/signing/verify.ts";
import { challenge, judgeBearer, type Needs, type Refusal } from "../bearer.ts";

export interface Asking {
  headers: { authorization?: string | undefined; host?: string | undefined };
  address: string;
}

export type Asker =
  | { ok: true; actor: Actor | null; registry: Registry }
  | { ok: false; challenge: string; message: string };

/**
 * The catalogue is for anybody with a token of ours for this registry, whatever access it grants: what is listed follows
 * from who they are. The challenge names the scope that the registry names, which some clients insist on.
 */
const anyToken: Needs = { scope: "registry:catalog:*", isGrantedBy: () => true };

/** Who asks for the catalogue with a bearer token. */
export async function askerOf({ headers, address }: Asking): Promise<Asker> {
  const judged = await judgeBearer(headers, anyToken);
  if (!judged.ok) return { ...judged, message: "Get a token to list repositories first." };
  const { token, registry } = judged;
  const again = (refusal: Refusal) => challenge(registry, anyToken.scope, refusal);
  if (token.subject === "")
    return config.anonymousBrowsing
      ? { ok: true, actor: null, registry }
      : { ok: false, challenge: again("insufficient_scope"), message: signIn };

  const actor = await findBearer(bearerOf(token), address);
  if (actor) return { ok: true, actor, registry };
  return { ok: false, challenge: again("invalid_token"), message: ended };
}

function bearerOf({ subject, issuedAt, applicationToken }: Verified) {
  return { username: subject, issuedAt, applicationToken };
}

export const signIn =
  "This registry lists its repositories only to people who are signed in. Log in to it, and try again.";
const ended =
  "This token's account was disabled or deleted, or its application token was revoked, has expired, or is not for your address. Log in again.";
