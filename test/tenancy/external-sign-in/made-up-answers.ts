import type { Browser, Page } from "../../support/app.ts";
import { makeUser } from "../../support/data/factories.ts";
import { type FakeIssuer, fakeIssuer, idClaims } from "../../support/fakes/fake-issuer.ts";
import { addProvider, useSignInApp } from "./oidc-lab.ts";

// Two providers that answer what a test or an attacker made up.

export const app = await useSignInApp();
await makeUser();
export const good = await fakeIssuer();
export const other = await fakeIssuer();
await addProvider({ issuer: good.issuer });
await addProvider({ issuer: other.issuer, slug: "other", name: "Other" });

export interface Sent {
  claims?: Record<string, unknown>;
  token?: string; // in place of one that the issuer signs
  query?: Record<string, string>;
  userinfo?: Record<string, unknown>;
}

/** Comes back from a provider with what it, or an attacker, sends. */
export async function comeBack(
  it: Browser,
  address: URL,
  { claims, token, query, userinfo }: Sent = {},
): Promise<Page> {
  const issuer = address.href.startsWith(good.issuer) ? good : other;
  const nonce = address.searchParams.get("nonce") ?? "";
  const idToken = token ?? (await issuer.sign(idClaims(issuer, nonce, claims)));
  issuer.answers["/userinfo"] = { sub: claims?.sub ?? "subject-1", ...userinfo };
  answerWith(issuer, idToken);
  const state = address.searchParams.get("state") ?? "";
  const back = new URLSearchParams({ code: "a-code", state, ...query });
  return it.get(`/sign-in/oidc/${issuer === good ? "keycloak" : "other"}/callback?${back}`);
}

function answerWith(issuer: FakeIssuer, idToken: string): void {
  const tokens = { access_token: "an access token", token_type: "Bearer", expires_in: 300 };
  issuer.answers["/token"] = { ...tokens, id_token: idToken };
}

let number = 0;
/** A subject that nobody has. */
export function fresh(): string {
  number += 1;
  return `subject-${number}`;
}
