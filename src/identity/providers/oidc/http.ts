import { isSafe } from "../../../platform/config/issuer.ts";
import { ensureCallable, guardedLookup } from "../../../platform/outgoing/address-guard.ts";
import { exchange } from "../../../platform/outgoing/exchange.ts";
import { signInProviders } from "../address-problem.ts";
import type { OidcProvider } from "./provider.ts";

/** Bytes of an answer. Longer JSON is not parsed on the event loop: src/platform/json.ts. */
const maxAnswer = 100_000;
const timeouts = { connect: 5_000, total: 10_000 }; // ms

/**
 * The fetch that openid-client and jose use for a provider: bounded in time and size, without redirects, and for a
 * provider from a page to public addresses only. The discovery document names the addresses, so each one is checked.
 */
export const fetchFor =
  ({ declared }: Pick<OidcProvider, "declared">) =>
  async (given: string, { method, headers, body }: Asked): Promise<Response> => {
    const url = new URL(given);
    if (!isSafe(url)) throw new Error(`${url.origin} is not an https address`);
    if (!declared) ensureCallable(url, signInProviders);
    const reply = await exchange(url, {
      method: method === "POST" ? "POST" : "GET",
      headers: {
        ...Object.fromEntries(new Headers(headers)),
        ...(body instanceof URLSearchParams && formType),
      },
      ...(body ? { body: Buffer.from(String(body)) } : {}),
      ...(declared ? {} : { lookup: guardedLookup(signInProviders) }),
      limit: maxAnswer,
      timeouts,
    });
    return responseOf(reply.status, reply.headers["content-type"], reply.body);
  };

/** What both libraries pass, each in its own type. */
interface Asked {
  method: string;
  headers: Headers | Record<string, string>;
  body?: unknown;
}

const formType = { "content-type": "application/x-www-form-urlencoded;charset=UTF-8" };

/** Only the content type is passed on: neither library needs another header of an answer. */
function responseOf(status: number, type = "", body: Buffer): Response {
  const empty = status === 204 || status === 205 || status === 304;
  return new Response(empty ? null : new Uint8Array(body), {
    status: status >= 200 && status < 600 ? status : 502,
    headers: { "content-type": type },
  });
}
