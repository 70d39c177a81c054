import type { ServerResponse } from "node:http";
import { config } from "../platform/config/config.ts";
import { retrySeconds, unavailability, unavailableSentence } from "../platform/db/unavailable.ts";
import { errorMessage } from "../platform/error-fields.ts";
import { TooMany, Unavailable } from "../platform/errors.ts";
import { challengeFor } from "../platform/http/browsers.ts";
import { logFailure, statusOf } from "../platform/http/errors.ts";

export function sendJson(res: ServerResponse, status: number, body: object): void {
  send(res, status, { text: JSON.stringify(body), encoding: "utf8" });
}

/** Sends JSON text that has only ASCII characters, which Node writes faster. */
export function sendAsciiJson(res: ServerResponse, status: number, text: string): void {
  send(res, status, { text, encoding: "latin1" });
}

/** Sends JSON with its length, so that Node writes head and body in one piece. */
function send(
  res: ServerResponse,
  status: number,
  { text, encoding }: { text: string; encoding: "utf8" | "latin1" },
): void {
  res.writeHead(status, {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(text, encoding),
    "Cache-Control": "no-store",
  });
  res.end(text, encoding);
}

interface Refusal {
  code: string;
  message: string;
  detail?: unknown;
}

/** Sends an error in the registry's form: clients print the message, and some act on the code. */
function refuse(res: ServerResponse, status: number, error: Refusal): void {
  sendJson(res, status, { errors: [{ detail: null, ...error }] });
}

/** A refusal with a code of its own, to be thrown, and the headers that it is sent with. */
export class RegistryApiError extends Error {
  override name = "RegistryApiError";
  readonly status: number;
  readonly refusal: Refusal;
  readonly headers: Record<string, string>;
  constructor(status: number, refusal: Refusal, headers: Record<string, string> = {}) {
    super(refusal.message);
    this.status = status;
    this.refusal = refusal;
    this.headers = headers;
  }
}

/** A refusal of a request's credentials, with the challenge that says which it needs. */
export function unauthorized(challenge: string, message: string): RegistryApiError {
  return new RegistryApiError(
    401,
    { code: "UNAUTHORIZED", message },
    { "WWW-Authenticate": challenge },
  );
}

const codes: Record<number, string> = {
  400: "UNSUPPORTED",
  401: "UNAUTHORIZED",
  403: "DENIED",
  404: "UNSUPPORTED",
  429: "TOOMANYREQUESTS",
  500: "UNKNOWN",
  503: "UNAVAILABLE",
};

const failed =
  "Portus failed to answer this request. The error is logged: try again, or ask your admin.";

/** The status of a thrown error and what it says. An invalid request is 400: containerd then retries by GET. */
export function describeRefusal(error: unknown): { status: number; code: string; message: string } {
  if (error instanceof RegistryApiError) return { status: error.status, ...error.refusal };
  const found = statusOf(error);
  const status = found in codes ? found : 400;
  const unavailable = unavailability(error);
  const message = unavailable ? unavailableSentence[unavailable] : messageOf(error, status);
  return { status, code: codes[status] ?? "UNKNOWN", message };
}

/** Sends a thrown error in the registry's form and returns its status. `more` is added to its message. */
export function sendRefusal(res: ServerResponse, error: unknown, more = ""): number {
  const { status, ...refusal } = describeRefusal(error);
  for (const [name, value] of Object.entries(headersOf(res, error, status)))
    res.setHeader(name, value);
  refuse(res, status, { ...refusal, message: [refusal.message, more].filter(Boolean).join(" ") });
  return status;
}

function headersOf(res: ServerResponse, error: unknown, status: number): Record<string, string> {
  if (error instanceof RegistryApiError) return error.headers;
  if (status === 401) return { "WWW-Authenticate": challengeFor(res.req.headers, config.url) };
  if (error instanceof TooMany || error instanceof Unavailable)
    return { "Retry-After": String(error.retryAfter) };
  return unavailability(error) ? { "Retry-After": String(retrySeconds) } : {};
}

const messageOf = (error: unknown, status: number) =>
  status === 500 ? failed : errorMessage(error);

/** The error handler of the endpoints that the registry's clients call. */
export function sendError(
  error: unknown,
  req: { path: string },
  res: ServerResponse,
  next: (error: unknown) => void,
): void {
  if (res.headersSent) next(error);
  else logFailure(error, sendRefusal(res, error), req.path);
}
