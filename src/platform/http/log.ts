import type { RequestHandler } from "express";
import { log } from "../log.ts";

/** One line for each request: never its query, which may hold secrets, nor its headers. */
export const logRequests: RequestHandler = (req, res, next) => {
  const started = performance.now();
  const { method } = req;
  const path = req.originalUrl.split("?", 1)[0];
  res.on("close", () => {
    const line = {
      method,
      path,
      status: res.writableFinished ? res.statusCode : 499, // the client went away
      ms: Math.round(performance.now() - started),
      address: req.ip,
      user: req.user?.username,
    };
    log.info(line, "request");
  });
  next();
};
