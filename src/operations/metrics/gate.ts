import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { isInBlocks } from "../../platform/cidr.ts";
import { isLoopbackHost } from "../../platform/hostname.ts";

type Scrape = Pick<IncomingMessage, "headers" | "httpVersion"> & {
  socket: Pick<IncomingMessage["socket"], "remoteAddress">;
};

/** Whether a scrape is answered: `wrong token`, or `hidden` for who must not learn that there are metrics. */
export type Admission = "admitted" | "wrong token" | "hidden";

/** With a token in the settings, who sends it; otherwise only programs on this machine, and nobody through a proxy. */
export function admission(req: Scrape, token: string | null): Admission {
  if (token !== null) return sends(req, token) ? "admitted" : "wrong token";
  return isLocal(req) ? "admitted" : "hidden";
}

function sends({ headers }: Scrape, token: string): boolean {
  const [, given = ""] = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? "") ?? [];
  return timingSafeEqual(sha256(given), sha256(token));
}

/** Of equal length for any text, so that the comparison takes constant time. */
const sha256 = (text: string) => createHash("sha256").update(text).digest();

const loopback = ["127.0.0.0/8", "::1"];
const forwarding =
  /^(x-forwarded-|forwarded$|via$|x-real-ip$|x-client-ip$|cf-|true-client-ip$|x-envoy-)/;

/** A proxy on this machine names the client, or speaks HTTP/1.0, as nginx does by default. */
function isLocal({ headers, httpVersion, socket }: Scrape): boolean {
  if (!isInBlocks(loopback, socket.remoteAddress ?? "") || httpVersion === "1.0") return false;
  if (Object.keys(headers).some((name) => forwarding.test(name))) return false;
  return isLoopbackHost(headers.host ?? "");
}
