import {
  AuthorizationResponseError,
  ClientError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from "openid-client";
import { errorField, errorMessage } from "../../../platform/error-fields.ts";
import { AddressRefused } from "../../../platform/outgoing/address-guard.ts";
import { type OidcProvider, ProviderFailure } from "./provider.ts";

type Named = Pick<OidcProvider, "name">;

/** An error of openid-client or of the network as a failure with a sentence. */
export function failureOf(error: unknown, { name }: Named): ProviderFailure {
  if (error instanceof ProviderFailure) return error;
  const options = { cause: error, detail: detailOf(error) };
  if (error instanceof AuthorizationResponseError)
    return new ProviderFailure(atAuthorization(error.error, name), options);
  if (error instanceof ResponseBodyError)
    return new ProviderFailure(atToken(error.error, name), {
      ...options,
      unreachable: error.status >= 500 || error.status === 429,
    });
  if (error instanceof WWWAuthenticateChallengeError)
    return new ProviderFailure(atToken("invalid_client", name), options);
  const refused = causesOf(error).find((it) => it instanceof AddressRefused);
  if (refused)
    return new ProviderFailure(
      `${errorMessage(refused)} To allow it, set PORTUS_PRIVATE_ADDRESSES.`,
      { ...options, unreachable: true },
    );
  return fromOther(error, name, options);
}

function fromOther(error: unknown, name: string, options: { cause: unknown; detail: string }) {
  const isAnswer = error instanceof ClientError && isAboutAnswer(error.code ?? "");
  const status = statusIn(error);
  if (isAnswer && !(status !== null && status >= 500))
    return new ProviderFailure(
      `The answer of ${name} could not be accepted. Start again; if it happens again, an admin finds the reason in Portus's log.`,
      options,
    );
  return new ProviderFailure(`${name} can't be reached at the moment. Try again later.`, {
    ...options,
    unreachable: true,
  });
}

/** Codes of openid-client for an answer that arrived and was wrong; others are about the network. */
const isAboutAnswer = (code: string) => /^OAUTH_(?!TIMEOUT|ABORT)/.test(code);

/** The status of an unexpected response, in an error or its causes. */
function statusIn(error: unknown): number | null {
  const statuses = causesOf(error).map((it) => errorField(it, "status"));
  const found = statuses.find((status) => typeof status === "number");
  return typeof found === "number" ? found : null;
}

function causesOf(error: unknown): unknown[] {
  const causes: unknown[] = [];
  for (let it = error; it !== undefined && it !== null && causes.length < 5; )
    it = errorField(causes[causes.push(it) - 1], "cause");
  return causes;
}

/** For the log and admins: codes and messages without tokens. */
function detailOf(error: unknown): string {
  const parts = causesOf(error).flatMap((it) => [
    errorField(it, "code"),
    errorField(it, "error"),
    errorField(it, "error_description"),
    it instanceof Error ? it.message : null,
  ]);
  const texts = parts.filter((part) => typeof part === "string" && part !== "");
  return [...new Set(texts)].join(" · ").slice(0, 500);
}

/** Errors of the authorization endpoint: RFC 6749 4.1.2.1, OpenID Connect Core 3.1.2.6. */
function atAuthorization(code: string, name: string): string {
  const sentences: Record<string, string> = {
    access_denied: `${name} did not sign you in: you declined, or you may not use this application there.`,
    login_required: `${name} needs you to sign in there. Start again.`,
    interaction_required: `${name} needs an answer from you. Start again.`,
    consent_required: `${name} needs your consent. Start again.`,
    account_selection_required: `${name} needs you to choose an account. Start again.`,
    temporarily_unavailable: `${name} is not available at the moment. Try again later.`,
    server_error: `${name} reports an error of its own. Try again later.`,
    unauthorized_client: `${name} does not allow this Portus to sign people in. An admin must check the client ID and its grants there.`,
    invalid_scope: `${name} does not know a scope that Portus asked for. An admin must correct the scopes.`,
    unsupported_response_type: `${name} does not allow the authorization code flow for this client. An admin must enable it there.`,
  };
  return (
    sentences[code] ?? `${name} refused the sign-in${shown(code)}. Start again or ask an admin.`
  );
}

/** Errors of the token endpoint: RFC 6749 5.2. */
function atToken(code: string, name: string): string {
  const sentences: Record<string, string> = {
    invalid_grant: `${name} no longer accepts this sign-in: its code was used or has expired. Start again.`,
    invalid_client: `${name} does not accept Portus's client ID or secret. An admin must correct them.`,
    unauthorized_client: `${name} does not allow this client to use the authorization code flow. An admin must enable it there.`,
  };
  return (
    sentences[code] ?? `${name} refused the sign-in${shown(code)}. Start again or ask an admin.`
  );
}

/** A code is shown if it looks like one: it may come from an address that somebody else wrote. */
const shown = (code: string) => (/^[a-z_]{1,60}$/.test(code) ? ` (${code})` : "");
