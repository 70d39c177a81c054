import type { IncomingMessage, ServerResponse } from "node:http";
import { apiErrorBody } from "../platform/http/api/errors.ts";
import { statusOf } from "../platform/http/errors.ts";
import { isForApi, isForClients } from "../platform/http/gate.ts";
import { countRequest } from "../platform/http/request-metrics.ts";
import { log } from "../platform/log.ts";
import { sendJson, sendRefusal } from "../protocol/answers.ts";

/** Answers a request that the gate refused, in the form that its sender reads. */
export function sendGateRefusal(req: IncomingMessage, res: ServerResponse, refusal: Error): void {
  const status = statusOf(refusal);
  if (isForClients(req)) sendRefusal(res, refusal);
  else if (isForApi(req)) sendJson(res, status, apiErrorBody(refusal, status));
  else {
    res.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" });
    res.end(`${refusal.message}\n`);
  }
  const { method, url = "", socket } = req;
  const [path = ""] = url.split("?", 1);
  countRequest(path, { status, ms: 0 });
  log.info({ method, path, status, address: socket.remoteAddress }, "request");
}
