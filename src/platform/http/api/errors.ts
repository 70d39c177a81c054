import type { ErrorRequestHandler } from "express";
import { Forbidden, Invalid, SignInRequired } from "../../errors.ts";
import { challengeFor } from "../browsers.ts";
import { logFailure, sentenceOf, setStatus, statusOf } from "../errors.ts";

export const apiError: ErrorRequestHandler = (error, req, res, _next) => {
  const status = statusOf(error);
  logFailure(error, status, req.originalUrl);
  if (res.headersSent) return void res.destroy(); // while a list was streamed
  if (status === 401) res.set("WWW-Authenticate", challengeFor(req.headers, "Portus API"));
  setStatus(res, error).json(apiErrorBody(error, status));
};

/** The body of an error. Some clients read `error` instead of `message`. */
export function apiErrorBody(error: Error, status: number): object {
  const message = messageOf(error, status);
  const sentence = status === 500 ? message : reasonOf(error);
  return sentence ? { message, error: sentence } : { message };
}

/** Why the actor may not do something, as its page says; null if the domain gives no reason. */
const reasonOf = (error: unknown) =>
  error instanceof Forbidden || error instanceof SignInRequired ? error.reason : null;

/** The message in SUSE Portus's format: fixed words for 401 and 403, a list of messages per field for 422. */
function messageOf(error: Error, status: number): unknown {
  if (status === 401) return "Authentication fails";
  if (status === 403) return "Authorization fails";
  if (!(error instanceof Invalid)) return sentenceOf(error, status);
  return Object.fromEntries(Object.entries(error.fields).map(([name, why]) => [name, [why]]));
}
