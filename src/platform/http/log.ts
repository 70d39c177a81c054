import type { RequestHandler, Response } from "express";
import { log } from "../log.ts";
import { countRequest } from "./request-metrics.ts";

/** Logs one line per request, without its query and headers, which may hold secrets. */
export const logRequests: RequestHandler = (req, res, next) => {
  const started = performance.now();
  const { method } = req;
  const path = req.originalUrl.split("?", 1)[0];
  res.on("close", () => {
    const gone = !res.writableFinished && !isStream(res); // 499: the client went away
    const line = {
      method,
      path,
      status: gone ? 499 : res.statusCode,
      ms: Math.round(performance.now() - started),
      address: req.ip,
      user: req.user?.username,
    };
    countRequest(path ?? "", line);
    const probe = /^\/(healthz|readyz|metrics)$/.test(path ?? "") && line.status === 200;
    log[probe ? "debug" : "info"](line, "request"); // probes come every few seconds
  });
  next();
};

/** Whether the response is an event stream, which only the client ends. */
function isStream(res: Response): boolean {
  return String(res.getHeader("content-type")).startsWith("text/event-stream");
}
