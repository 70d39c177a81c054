import { errorCode, errorMessage } from "../../platform/error-fields.ts";
import { type Reply, TooLong, unanswered } from "../../platform/outgoing/exchange.ts";
import { plural } from "../../platform/plural.ts";

export interface RegistryError {
  kind: "unreachable" | "refused" | "missing" | "invalid" | "unauthorized";
  message: string; // a sentence for an admin
  unsent?: boolean; // the request did not reach the registry
  tooLarge?: boolean; // more than Portus reads: a retry would end the same way
}

export type Answer<T> = { ok: true; value: T } | { ok: false; error: RegistryError };

export function failure(kind: RegistryError["kind"], message: string): Answer<never> {
  return { ok: false, error: { kind, message } };
}

/** Explains an error status of the registry, with the error codes that it sent. */
export function refusal({ status, body, headers }: Reply): Answer<never> {
  const codes = errorCodes(body);
  if (status === 404 && codes.includes("_UNKNOWN"))
    return failure("missing", `The registry does not have it${codes}.`);
  if (status === 404) return failure("refused", notFromRegistry);
  if (status === 421) return failure("refused", leadsBack);
  if (status === 401)
    return failure("unauthorized", unauthorized(headers["www-authenticate"], headers.date));
  return failure("refused", `The registry answered ${status}${codes}.`);
}

export function connectionFailure(address: URL, error: unknown): Answer<never> {
  const message = errorMessage(error);
  if (error instanceof TooLong)
    return {
      ok: false,
      error: {
        kind: "invalid",
        message: `The answer of ${address.host} can't be used: ${message}.`,
        tooLarge: true,
      },
    };
  const why = `The registry can't be reached at ${address.host}: ${message}.`;
  const unsent = message === unanswered || neverSent.includes(errorCode(error));
  return { ok: false, error: { kind: "unreachable", message: why, unsent } };
}

const neverSent = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"];

const notFromRegistry =
  "The server that answered 404 is not a registry: its answer has no registry error code. Check the address and any proxy in between.";

/** Portus answers 421 when its own request comes back to it. */
const leadsBack =
  "The registry's address leads back to Portus, through the proxy rules for catalogue and tags. Set PORTUS_REGISTRY_URL (or the registry's address on its page) to the registry behind the proxy.";

function unauthorized(challenge: string | undefined, date: string | undefined): string {
  const [, why] = /error="([^"]{1,100})"/.exec(challenge ?? "") ?? [];
  return `The registry does not accept Portus's token${why ? ` (${why})` : ""}.${clockHint(date)} Its auth.token settings (issuer, service, rootcertbundle) must be those that \`bin/portus registry-config\` prints.`;
}

const clockLeewaySeconds = 60; // how far Distribution lets clocks differ

function clockHint(date: string | undefined): string {
  const off = Math.round((Date.parse(date ?? "") - Date.now()) / 1000);
  if (Number.isNaN(off) || Math.abs(off) <= clockLeewaySeconds) return "";
  const how = `${plural(Math.max(2, Math.round(Math.abs(off) / 60)), "minute")} ${off > 0 ? "ahead of" : "behind"}`;
  return ` Its clock is ${how} Portus's, and registries tolerate one minute: correct both clocks.`;
}

/** The error codes in a registry's answer, `{"errors":[{"code":…}]}`, as text to append to a sentence. */
function errorCodes(body: Buffer): string {
  const codes = body
    .subarray(0, 10_000)
    .toString("utf8")
    .match(/(?<="code":\s*")[A-Z_]{1,40}/g);
  return codes ? ` (${[...new Set(codes)].slice(0, 3).join(", ")})` : "";
}
