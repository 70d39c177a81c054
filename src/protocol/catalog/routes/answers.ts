import type { ErrorRequestHandler, Response } from "express";
import { log } from "../../../platform/log.ts";
import { sendRefusal } from "../../token/answers.ts";
import { BadPageSize } from "../page.ts";

/** Sends an error in the registry's form: clients print the message, and some act on the code. */
export function refuse(
  res: Response,
  status: number,
  error: { code: string; message: string; detail?: unknown },
): void {
  res.status(status).json({ errors: [{ detail: null, ...error }] });
}

export const refusal: ErrorRequestHandler = (error, req, res, next) => {
  if (res.headersSent) return next(error);
  if (error instanceof BadPageSize) {
    const { message, n } = error;
    return refuse(res, 400, { code: "PAGINATION_NUMBER_INVALID", message, detail: { n } });
  }
  if (sendRefusal(res, error) === 500)
    log.error({ err: error, path: req.path }, "unexpected error");
};
