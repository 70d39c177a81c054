import type { ErrorRequestHandler, Request, RequestHandler, Response } from "express";
import { retrySeconds, unavailability, unavailableSentence } from "../db/unavailable.ts";
import { errorCode, errorField, errorMessage } from "../error-fields.ts";
import {
  Forbidden,
  ForeignHost,
  FormExpired,
  Invalid,
  NotFound,
  SignInRequired,
  TooMany,
  Unavailable,
  WrongContentType,
  WrongMethod,
} from "../errors.ts";
import { log } from "../log.ts";
import { paths } from "../paths/paths.ts";
import { placeOfJsonError } from "./input/json-error.ts";
import { explanationOf } from "./pages/error-explanations.ts";
import { requestIdOf } from "./request-id.ts";

/** The status of an error thrown by the domain or by the parsers of requests. */
export function statusOf(error: unknown): number {
  if (error instanceof SignInRequired) return 401;
  if (error instanceof Forbidden) return 403;
  if (error instanceof NotFound) return 404;
  if (error instanceof Invalid) return 422;
  if (error instanceof TooMany) return 429;
  if (error instanceof WrongMethod) return 405;
  if (error instanceof WrongContentType) return 415;
  if (error instanceof Unavailable || unavailability(error)) return 503;
  const status = errorField(error, "status");
  return typeof status === "number" && status >= 400 && status < 500 ? status : 500;
}

/** Sets the status of an error, and the headers that belong to it. */
export function setStatus(res: Response, error: unknown): Response {
  if (error instanceof TooMany || error instanceof Unavailable)
    res.set("Retry-After", String(error.retryAfter));
  if (error instanceof WrongMethod) res.set("Allow", error.allow);
  if (unavailability(error)) res.set("Retry-After", String(retrySeconds));
  return res.status(statusOf(error));
}

/** Logs what is not the fault of the request. An unusable database is known, and needs no stack for each request. */
export function logFailure(error: unknown, status: number, path: string): void {
  if (status === 500) log.error({ err: error, url: path }, "unexpected error");
  if (status !== 503) return;
  const what =
    error instanceof Unavailable ? "a directory does not answer" : "the database can't be used";
  log.warn({ path, why: errorMessage(error) }, what);
}

/** The message of an error, for the person who made the request. */
export function sentenceOf(error: Error, status: number): string {
  if (status === 500) return "Something in Portus failed. It has been logged.";
  const unavailable = unavailability(error);
  if (unavailable) return unavailableSentence[unavailable];
  if (status === 413)
    return `This is ${tooLarge(error)}, and nothing was saved. Shorten it and send it again.`;
  const [type, body] = [errorField(error, "type"), errorField(error, "body")]; // of body parsers
  if (type === "entity.parse.failed") return notJson(typeof body === "string" ? body : "");
  if (error instanceof URIError) return malformed.address ?? error.message;
  if (errorCode(error).startsWith("Z_")) return malformed.compression ?? error.message;
  return (typeof type === "string" && malformed[type]) || error.message;
}

function tooLarge(error: Error): string {
  const limit = errorField(error, "limit"); // in bytes, of body parsers
  if (typeof limit !== "number") return "longer than Portus accepts";
  return limit >= 1_048_576
    ? `larger than ${limit / 1_048_576} MB`
    : `larger than ${limit / 1024} KB`;
}

function notJson(text: string): string {
  return [
    "The body is not valid JSON.",
    placeOfJsonError(text),
    "Check the quotes, commas and brackets there, and send it again.",
  ]
    .filter(Boolean)
    .join(" ");
}

/** Messages for the errors of body parsers, by type. */
const malformed: Record<string, string> = {
  address: "The URL contains a % that starts no character. Write a percent sign as %25.",
  compression:
    "The body is not compressed as its Content-Encoding says. Send it uncompressed, or compress it with gzip.",
  "charset.unsupported": "The body's character set is not supported. Send it in UTF-8.",
  "encoding.unsupported":
    "The body's Content-Encoding is not supported. Send it uncompressed or with gzip.",
  "request.aborted": "The body ended too early. Send it again.",
  "request.size.invalid": "The length of the body differs from its Content-Length. Send it again.",
  "parameters.too.many": "The body has too many fields. Send only those that the request takes.",
  "querystring.parse.rangeError":
    "The body is nested too deep. Send only the fields that the request takes.",
};

export const notFound: RequestHandler = () => {
  throw new NotFound();
};

/** Shows an error as a page that says what happened and what to do next. */
export const errorPage: ErrorRequestHandler = (error, req, res, next) => {
  const status = statusOf(error);
  logFailure(error, status, req.originalUrl);
  if (res.headersSent) return next(error);
  if (status === 401) return toSignIn(req, res);

  const message = sentenceOf(error, status);
  const explanation = explanationOf(reasonOf(error) ?? status);
  const page = { status, message, requestId: requestIdOf(res), ...explanation };
  setStatus(res, error).render("platform/pages/error", page, (unshown, html) => {
    if (!unshown) return res.send(html);
    if (status !== 503) log.error({ err: unshown }, "the error page can't be shown"); // the error came before the page had its values
    res.type("text").send(`${message}\nRequest ID: ${page.requestId}\n`);
  });
};

function reasonOf(error: unknown): "expired" | "host" | null {
  if (error instanceof FormExpired) return "expired";
  return error instanceof ForeignHost ? "host" : null;
}

function toSignIn(req: Request, res: Response): void {
  const back = req.method === "GET" ? req.originalUrl : undefined;
  res.redirect(303, paths.signIn(back === "/" ? undefined : back));
}
