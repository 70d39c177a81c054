import type { IncomingMessage } from "node:http";
import express, { type RequestHandler } from "express";
import { WrongContentType } from "../../errors.ts";

const limit = "1mb";

/** Whether a body is JSON. SUSE Portus also read a body without a content type as JSON. */
function isJson({ headers }: IncomingMessage): boolean {
  const type = headers["content-type"];
  return !type || /^\s*application\/([\w.-]+\+)?json\s*(;|$)/i.test(type);
}

/** Refuses a body that no parser reads, because ignoring it could delete more than the client meant. */
const ensureRead: RequestHandler = (req, _res, next) => {
  const length = req.get("transfer-encoding") ? 1 : Number(req.get("content-length") ?? 0);
  if (req.method !== "GET" && req.body === undefined && length > 0)
    throw new WrongContentType(req.get("content-type") ?? "");
  next();
};

/** Reads the body of an API request: JSON, or form fields as older clients send them. */
export const readBody: RequestHandler[] = [
  express.json({ limit, type: isJson, strict: false }),
  express.urlencoded({ extended: true, limit }),
  ensureRead,
];
