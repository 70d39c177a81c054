import http, { type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import https from "node:https";

export interface Ask {
  headers: Record<string, string>;
  limit: number; // bytes of the answer's body
  patience?: { connect: number; total: number }; // ms
}

export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** The other side said more than it may. */
export class TooLong extends Error {}

/** One GET, bounded in time and size. Not fetch: that waits 10 seconds for a connection, and can't be told otherwise. */
export function exchange(address: URL, ask: Ask): Promise<Reply> {
  const { headers, limit, patience = { connect: 5_000, total: 30_000 } } = ask;
  const { request } = address.protocol === "https:" ? https : http;
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(patience.total);
    const req = request(address, { headers, signal, agent: false });
    const connecting = setTimeout(() => req.destroy(new Error(unanswered)), patience.connect);
    req.on("socket", (socket) => socket.once("connect", () => clearTimeout(connecting)));
    req.on("close", () => clearTimeout(connecting));
    req.on("response", (res) => {
      collect(res, limit).then((body) => resolve(reply(res, body)), reject);
    });
    req.on("error", (error) => reject(signal.aborted ? new Error(slow) : error));
    req.end();
  });
}

const unanswered = "no connection could be made in time";
const slow = "it took too long to answer";

async function collect(res: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of res as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw new TooLong(`its answer exceeds ${limit} bytes`); // ends the connection
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function reply(res: IncomingMessage, body: Buffer): Reply {
  return { status: res.statusCode ?? 0, headers: res.headers, body };
}
