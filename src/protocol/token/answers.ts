import type { ServerResponse } from "node:http";
import { config } from "../../platform/config/config.ts";
import { TooMany } from "../../platform/errors.ts";
import { statusOf } from "../../platform/http/errors.ts";

/** How the registry's clients read a refusal: they print the message, and some act on the code. */
const codes: Record<number, string> = {
  400: "UNSUPPORTED",
  401: "UNAUTHORIZED",
  404: "UNSUPPORTED",
  429: "TOOMANYREQUESTS",
  500: "UNKNOWN",
};

const challenge = `Basic realm="${config.url}", charset="UTF-8"`;
const failed = "Something in Portus failed. It has been logged; try again, or ask your admin.";

/** As text, so that Node writes head and body in one piece. */
export function sendJson(res: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  res.writeHead(status, {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(text),
    "Cache-Control": "no-store",
  });
  res.end(text);
}

/** Says no in the registry's own form. What is wrong with a request is 400, for containerd then tries another way. */
export function sendRefusal(res: ServerResponse, error: unknown): number {
  const found = statusOf(error);
  const status = found in codes ? found : 400;
  if (status === 401) res.setHeader("WWW-Authenticate", challenge);
  if (error instanceof TooMany) res.setHeader("Retry-After", error.retryAfter);

  const message = status === 500 ? failed : (error as Error).message;
  sendJson(res, status, { errors: [{ code: codes[status], message, detail: null }] });
  return status;
}
