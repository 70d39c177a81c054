import http, { type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import https from "node:https";
import type { LookupFunction } from "node:net";
import { plural } from "../plural.ts";
import { currentRequest } from "../request-context.ts";
import { traceHeaders } from "../trace.ts";
import { type Trust, trustedSocket } from "./trust.ts";

export interface ExchangeOptions {
  method?: "GET" | "HEAD" | "POST" | "PUT" | "DELETE";
  body?: Uint8Array;
  headers: Record<string, string>;
  limit: number; // bytes of the response body
  timeouts?: { connect: number; total: number }; // ms
  trust?: Trust;
  truncate?: boolean; // shortens a longer body instead of failing
  lookup?: LookupFunction; // replaces the system's name resolution
  agent?: http.Agent; // for keep-alive; otherwise each request opens a connection
}

export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** The body is longer than the limit. */
export class TooLong extends Error {}

/** The user agent, by which Portus recognises its own request if a proxy sends it back. */
export const userAgent = "portus";

/** Sends one request, with limits on time and size. Not fetch, whose connection timeout of 10 s is fixed. */
export async function exchange(address: URL, options: ExchangeOptions): Promise<Reply> {
  const { method = "GET", headers, timeouts = { connect: 5_000, total: 30_000 } } = options;
  const { request } = address.protocol === "https:" ? https : http;
  const socket = await connected(address, options.trust, timeouts.connect);
  return new Promise((resolve, reject) => {
    const via = socket ? { createConnection: () => socket } : { agent: options.agent ?? false };
    const named = { "user-agent": userAgent, ...traceHeaders(currentRequest()?.trace), ...headers };
    const lookup = options.lookup && { lookup: options.lookup };
    const req = request(address, { method, headers: named, ...via, ...lookup });
    const connecting = setTimeout(() => req.destroy(new Error(unanswered)), timeouts.connect);
    // Not AbortSignal.timeout(), which stays in memory until the timeout, long after the answer.
    let late = false;
    const answering = setTimeout(() => {
      late = true;
      req.destroy(new Error(slow));
    }, timeouts.total);
    req.on("socket", (assigned) => {
      if (req.reusedSocket) clearTimeout(connecting);
      else assigned.once("connect", () => clearTimeout(connecting));
    });
    if (socket) clearTimeout(connecting);
    let answered = false;
    req.on("close", () => {
      clearTimeout(connecting);
      clearTimeout(answering);
      if (!answered) reject(new Error(closed)); // after 101 there is neither response nor error
    });
    const fail = (error: Error) => reject(late ? new Error(slow) : error);
    req.on("response", (res) => {
      answered = true;
      collect(res, options).then((body) => resolve(reply(res, body)), fail);
    });
    req.on("error", fail);
    req.end(options.body);
  });
}

export const unanswered = "no connection could be made in time";
const closed = "it closed the connection without an answer";
const slow = "it took too long to answer";

/** If the registry has its own trust settings, connects and verifies the certificate before the request. */
async function connected(address: URL, trust: Trust | undefined, timeoutMs: number) {
  if (address.protocol !== "https:" || !(trust?.ca || trust?.pin)) return null;
  const { hostname, port } = address;
  return trustedSocket({ hostname, port: Number(port || 443) }, trust, timeoutMs);
}

async function collect(
  res: IncomingMessage,
  { limit, truncate = false }: ExchangeOptions,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  // A stream without an encoding gives buffers.
  for await (const chunk of res as AsyncIterable<Buffer>) {
    size += chunk.length;
    chunks.push(chunk);
    if (size > limit && truncate) break; // ends the connection, as throwing does
    if (size > limit) throw new TooLong(`its answer exceeds ${plural(limit, "byte")}`);
  }
  return Buffer.concat(chunks, Math.min(size, limit));
}

function reply(res: IncomingMessage, body: Buffer): Reply {
  return { status: res.statusCode ?? 0, headers: res.headers, body };
}
