import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { RequestContext } from "../request-context.ts";
import { readTraceparent } from "../trace.ts";

/** The header with the id of a request, which is in its log lines and on its error page, too. */
export const requestIdHeader = "X-Request-Id";

const wellFormed = /^[\w.:=+-]{1,64}$/;

/** Whether the peer at that distance is one of our proxies: Express's `trust proxy`, compiled. */
type Trusts = (address: string, distance: number) => boolean;

/** The context of a request. Only a trusted proxy may name its id: others could make lines look like somebody else's. */
export function contextOf(req: IncomingMessage, trusts: Trusts): RequestContext {
  const given = req.headers["x-request-id"];
  const isTaken =
    typeof given === "string" &&
    wellFormed.test(given) &&
    trusts(req.socket.remoteAddress ?? "", 0);
  return {
    requestId: isTaken ? given : newId(),
    trace: readTraceparent(req.headers.traceparent),
  };
}

/** Short enough to be read out. */
const newId = () => randomBytes(8).toString("hex");

/** The id of the request that is answered. */
export const requestIdOf = (res: ServerResponse): string => String(res.getHeader(requestIdHeader));
