import type { IncomingMessage } from "node:http";
import express, { type RequestHandler } from "express";
import { WrongContentType } from "../../errors.ts";

const limit = "1mb";

/** JSON, or a body that says nothing of its type: Portus took that for JSON, too. */
function isJson({ headers }: IncomingMessage): boolean {
  const type = headers["content-type"];
  return !type || /^\s*application\/([\w.-]+\+)?json\s*(;|$)/i.test(type);
}

/** A body that no parser took may say what keeps something from being deleted. */
const ensureRead: RequestHandler = (req, _res, next) => {
  const length = req.get("transfer-encoding") ? 1 : Number(req.get("content-length") ?? 0);
  if (req.method !== "GET" && req.body === undefined && length > 0)
    throw new WrongContentType(req.get("content-type") ?? "");
  next();
};

/** Reads what is sent to the API: JSON, or the fields of a form as older clients send them. */
export const readBody: RequestHandler[] = [
  express.json({ limit, type: isJson, strict: false }),
  express.urlencoded({ extended: true, limit }),
  ensureRead,
];
