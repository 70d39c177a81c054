import { type Reply, TooLong, unanswered } from "./exchange.ts";

/** Why the registry did not give what was asked for. */
export interface RegistryError {
  kind: "unreachable" | "refused" | "missing" | "invalid" | "unauthorized";
  message: string; // a sentence for an admin
  unsent?: boolean; // it surely did not hear of it
}

export type Answer<T> = { ok: true; value: T } | { ok: false; error: RegistryError };

export function failure(kind: RegistryError["kind"], message: string): Answer<never> {
  return { ok: false, error: { kind, message } };
}

/** The registry said no: what that means, and what it said. */
export function refusal({ status, body, headers }: Reply): Answer<never> {
  const said = sayings(body);
  if (status === 404 && said.includes("_UNKNOWN"))
    return failure("missing", `The registry does not have it${said}.`);
  if (status === 404) return failure("refused", notItsWords);
  if (status === 421) return failure("refused", leadsBack);
  if (status === 401)
    return failure("unauthorized", unauthorized(headers["www-authenticate"], headers.date));
  return failure("refused", `The registry answered ${status}${said}.`);
}

export function broken(address: URL, error: unknown): Answer<never> {
  const { message, code } = error as NodeJS.ErrnoException;
  if (error instanceof TooLong)
    return failure("invalid", `What ${address.host} sent can't be used: ${message}.`);
  const why = `The registry can't be reached at ${address.host}: ${message || code}.`;
  const unsent = message === unanswered || neverSent.includes(code ?? "");
  return { ok: false, error: { kind: "unreachable", message: why, unsent } };
}

const neverSent = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"];

const notItsWords =
  "What answered 404 is no registry: it names none of a registry's codes. Check the address, and what stands in between.";

/** 421 is what Portus answers when its own request comes back to it. */
const leadsBack =
  "The registry's address leads back to Portus, through the proxy rules for catalogue and tags. Set PORTUS_REGISTRY_URL (or the registry's address on its page) to the registry behind the proxy.";

function unauthorized(challenge: string | undefined, date: string | undefined): string {
  const [, why] = /error="([^"]{1,100})"/.exec(challenge ?? "") ?? [];
  return `The registry does not accept Portus's token${why ? ` (${why})` : ""}.${otherClock(date)} Its auth.token settings (issuer, service, rootcertbundle) must be those that \`bin/portus registry-config\` prints.`;
}

const forgiven = 60; // seconds that Distribution lets clocks differ

function otherClock(date: string | undefined): string {
  const off = Math.round((Date.parse(date ?? "") - Date.now()) / 1000);
  if (Number.isNaN(off) || Math.abs(off) <= forgiven) return "";
  const how = `${Math.max(2, Math.round(Math.abs(off) / 60))} minutes ${off > 0 ? "ahead of" : "behind"}`;
  return ` Its clock is ${how} Portus's, and it forgives one: set both clocks right.`;
}

/** The codes of the registry's own errors: `{"errors":[{"code":…}]}`. */
function sayings(body: Buffer): string {
  const codes = body
    .subarray(0, 10_000)
    .toString("utf8")
    .match(/(?<="code":\s*")[A-Z_]{1,40}/g);
  return codes ? ` (${[...new Set(codes)].slice(0, 3).join(", ")})` : "";
}
