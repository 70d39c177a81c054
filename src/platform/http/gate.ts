import type { IncomingMessage } from "node:http";
import { BadRequest, Forbidden, ForeignHost } from "../errors.ts";
import { hostnameIn } from "../hostname.ts";
import { isFromOtherOrigin } from "./browsers.ts";
import { isOwnHost } from "./hosts.ts";

/**
 * What is refused at every address, before anything else looks at a request: a request that is ambiguous or malformed,
 * and what a page of another site made a browser send (docs/decisions/064-browsers.md). Null: nothing.
 */
export function refusalOf(req: IncomingMessage): Error | null {
  useAbsoluteTarget(req);
  const { headers } = req;
  const { hosts, authorizations } = count(req.rawHeaders);
  if (hosts > 1 || (hosts === 0 && req.httpVersion !== "1.0")) return new BadRequest(oneHost);
  if (hosts === 1 && hostnameIn(headers.host ?? "") === null) return new BadRequest(badHost);
  if (authorizations > 1) return new BadRequest("Send one Authorization header, not several.");
  if (!isForPrograms(req)) return null;

  const basic = /^basic\b/i.test(headers.authorization ?? "");
  if (basic && isFromOtherOrigin(headers)) return new Forbidden(keptByBrowser);
  return changesByApi(req) ? foreignHost(req) : null;
}

/** The refusal of a change at a host name that is not this Portus's. Null: it is its own. */
export function foreignHost({ headers }: Pick<IncomingMessage, "headers">): ForeignHost | null {
  return isOwnHost(headers.host ?? "") ? null : new ForeignHost(notOwnHost);
}

const oneHost = "Send one Host header, with the host name of this Portus.";
const badHost =
  "The Host header is not a valid host name. Send the host name and the port of this Portus.";
const keptByBrowser =
  "A page of another site sent a user name and a password that the browser may have kept. Send an application token in the header Portus-Auth instead.";
const notOwnHost =
  "Portus accepts changes only at its own host names, and this request was sent to another one. Use the address in PORTUS_URL. If this name belongs to Portus too, an admin can add it to PORTUS_HOSTS.";

/** A request for a whole URL, as to a proxy, is read as one for its path; its host counts, not the header's (RFC 9112, 3.2.2). */
function useAbsoluteTarget(req: IncomingMessage): void {
  if (req.url?.startsWith("/")) return;
  const [origin = "", host] = /^https?:\/\/([^/?#]*)/i.exec(req.url ?? "") ?? [];
  if (host === undefined) return;
  const path = (req.url ?? "").slice(origin.length);
  req.headers.host = host;
  req.url = path.startsWith("/") ? path : `/${path}`;
}

function count(rawHeaders: readonly string[]): { hosts: number; authorizations: number } {
  let [hosts, authorizations] = [0, 0];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? "";
    if (name.length === 4 && name.toLowerCase() === "host") hosts += 1;
    if (name.length === 13 && name.toLowerCase() === "authorization") authorizations += 1;
  }
  return { hosts, authorizations };
}

type Addressed = Pick<IncomingMessage, "url">;

/** Whether an address is one of those that read an Authorization header; pages have sessions. */
export const isForPrograms = ({ url = "" }: Addressed) =>
  isForApi({ url }) || isForClients({ url });
export const isForApi = ({ url = "" }: Addressed) => /^\/api(?![^/?])/i.test(url);
export const isForClients = ({ url = "" }: Addressed) => /^\/v[12](?![^/?])/i.test(url);

/**
 * Forms are checked with their token (csrf.ts). The registry and its clients reach /v2 by names of their own network, and
 * prove themselves with secrets that no page of another site has.
 */
const changesByApi = (req: IncomingMessage) =>
  isForApi(req) && !["GET", "HEAD", "OPTIONS"].includes(req.method ?? "");
