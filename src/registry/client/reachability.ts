import type { Registry } from "../../platform/db/client.ts";
import { exchange, TooLong } from "./exchange.ts";
import type { Trust } from "./trust.ts";

/** Why a registry can't be used: in the ancestor's words, which its clients read, and what to do about it. */
export interface Unreachable {
  said: string;
  next: string;
}

const patience = 5_000; // ms

/** Whether a registry of the second generation answers there. It is asked without a token: no stranger gets one. */
export async function reachability(
  registry: Pick<Registry, "url"> & Trust,
  within = patience,
): Promise<Unreachable | null> {
  const { url, ca, pin } = registry;
  try {
    const address = new URL(`${url}/v2/`);
    const ask = {
      headers: {},
      limit: 10_000,
      patience: { connect: within, total: within },
      trust: { ca, pin },
    };
    const { status, headers } = await exchange(address, ask);
    const speaks = headers["docker-distribution-api-version"] !== undefined;
    return [200, 401].includes(status) && speaks ? null : notRegistry;
  } catch (error) {
    if (error instanceof TooLong) return notRegistry;
    return reasonOf(error as NodeJS.ErrnoException);
  }
}

const notRegistry = {
  said: "Error: registry does not implement v2 of the API.",
  next: "What answers there is no registry, or a proxy hides it. Check the address.",
};

function reasonOf({ code = "", message }: NodeJS.ErrnoException): Unreachable {
  if (code.startsWith("HPE_")) return notRegistry; // what was said is no HTTP
  if (/time|too long/.test(message) || code === "ETIMEDOUT")
    return {
      said: "connection timed out",
      next: "Nothing answered in time. Check the address, and that no firewall is between.",
    };
  if (/CERT|SSL|TLS|SIGNED|EPROTO|SIGNATURE|ISSUER/.test(code))
    return {
      said: "could not stablish connection: SSL error",
      next: `Give the authority of its certificate, or pin the certificate (${message}).`,
    };
  return {
    said: "connection refused",
    next: "Nothing listens there, or the name is unknown. Check the address, and that the registry runs.",
  };
}
