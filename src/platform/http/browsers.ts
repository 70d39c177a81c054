import type { IncomingHttpHeaders } from "node:http";
import { config } from "../config/config.ts";
import { isOwnHost } from "./hosts.ts";

// What the headers of a request say about the page in a browser that sent it.

type Headers = Pick<IncomingHttpHeaders, "origin" | "host" | "user-agent" | "sec-fetch-site">;

/** Whether the browser reports that a page of another site sent the request. A typed address and a bookmark have no site. */
export function isFromOtherSite(headers: Headers): boolean {
  const site = headers["sec-fetch-site"];
  return site !== undefined && site !== "same-origin" && site !== "none";
}

/** Whether a page of another origin sent the request. `null` is the origin of pages without one, such as sandboxed frames. */
export function isFromOtherOrigin(headers: Headers): boolean {
  const { origin } = headers;
  return isFromOtherSite(headers) || (origin !== undefined && !isOwnOrigin(origin, headers));
}

/** Whether an origin is the public one, or the host at which it reached Portus. */
export function isOwnOrigin(origin: string, { host = "" }: Headers): boolean {
  if (!URL.canParse(origin)) return false;
  const sender = new URL(origin).host;
  return sender === new URL(config.url).host || (sender === host && isOwnHost(host));
}

/** Browsers ask for a user name and a password when they are challenged for Basic, and then send both with every request. */
function isBrowser(headers: Headers): boolean {
  if (headers.origin !== undefined || headers["sec-fetch-site"] !== undefined) return true;
  return /^Mozilla\//i.test(headers["user-agent"] ?? ""); // without https they send no Sec-Fetch headers
}

/** The challenge of a refused request: Basic, except for browsers, which would keep the credentials for other sites to use. */
export function challengeFor(headers: Headers, realm: string): string {
  return isBrowser(headers)
    ? `Portus-Auth realm="${realm}"`
    : `Basic realm="${realm}", charset="UTF-8"`;
}
