import type { ServerResponse } from "node:http";
import { config } from "../../platform/config/config.ts";
import { TooMany } from "../../platform/errors.ts";
import { statusOf } from "../../platform/http/errors.ts";

/** The registry's error codes by status: clients print the message, and some act on the code. */
const codes: Record<number, string> = {
  400: "UNSUPPORTED",
  401: "UNAUTHORIZED",
  404: "UNSUPPORTED",
  429: "TOOMANYREQUESTS",
  500: "UNKNOWN",
};

const challenge = `Basic realm="${config.url}", charset="UTF-8"`;
const failed =
  "Portus failed to answer this request. The error is logged: try again, or ask your admin.";

/** Sends JSON with its length, so that Node writes head and body in one piece. */
export function sendJson(res: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  res.writeHead(status, {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(text),
    "Cache-Control": "no-store",
  });
  res.end(text);
}

/** Sends an error in the registry's form and returns its status. An invalid request is 400: containerd then retries by GET. */
export function sendRefusal(res: ServerResponse, error: unknown): number {
  const found = statusOf(error);
  const status = found in codes ? found : 400;
  if (status === 401) res.setHeader("WWW-Authenticate", challenge);
  if (error instanceof TooMany) res.setHeader("Retry-After", error.retryAfter);

  const message = status === 500 ? failed : (error as Error).message;
  sendJson(res, status, { errors: [{ code: codes[status], message, detail: null }] });
  return status;
}
