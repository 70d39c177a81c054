import type { Registry } from "../../platform/db/client.ts";
import { errorCode, errorMessage } from "../../platform/error-fields.ts";
import { exchange, TooLong } from "../../platform/outgoing/exchange.ts";
import type { Trust } from "../../platform/outgoing/trust.ts";

/** Why a registry can't be used, in SUSE Portus's words, which API clients match, and what to do. */
export interface Unreachable {
  message: string;
  next: string;
}

const timeoutMs = 5_000;

/** Checks that a URL is a registry with the v2 API. Sends no token, because the server may be anyone's. */
export async function reachability(
  registry: Pick<Registry, "url"> & Trust,
  timeout = timeoutMs,
): Promise<Unreachable | null> {
  const { url, ca, pin } = registry;
  try {
    const address = new URL(`${url}/v2/`);
    const options = {
      headers: {},
      limit: 10_000,
      timeouts: { connect: timeout, total: timeout },
      trust: { ca, pin },
    };
    const { status, headers } = await exchange(address, options);
    const hasVersion = headers["docker-distribution-api-version"] !== undefined;
    return [200, 401].includes(status) && hasVersion ? null : notRegistry;
  } catch (error) {
    if (error instanceof TooLong) return notRegistry;
    return reasonOf(error);
  }
}

const notRegistry = {
  message: "Error: registry does not implement v2 of the API.",
  next: "The server there is not a registry, or a proxy hides it. Check the address.",
};

function reasonOf(error: unknown): Unreachable {
  const [code, message] = [errorCode(error), errorMessage(error)];
  if (code.startsWith("HPE_")) return notRegistry; // the answer is not HTTP
  if (/time|too long/.test(message) || code === "ETIMEDOUT")
    return {
      message: "connection timed out",
      next: "There was no answer in time. Check the address and the firewalls in between.",
    };
  if (/CERT|SSL|TLS|SIGNED|EPROTO|SIGNATURE|ISSUER/.test(code))
    return {
      message: "could not stablish connection: SSL error",
      next: `Enter the CA of its certificate, or pin the certificate (${message}).`,
    };
  return {
    message: "connection refused",
    next: "Nothing listens there, or the host name is unknown. Check the address and that the registry is running.",
  };
}
