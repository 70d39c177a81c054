import { createServer, type IncomingHttpHeaders, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { after } from "node:test";

export interface Received {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A receiver of webhooks. It records every request and answers 200, or as `answer` does. */
export async function receiver() {
  const received: Received[] = [];
  const it = {
    url: "",
    received,
    answer: ((_req, res) => res.end("thanks")) as RequestListener,
  };
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk);
    const { method = "", url: path = "", headers } = req;
    received.push({ method, path, headers, body: Buffer.concat(chunks).toString() });
    it.answer(req, res);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  it.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return it;
}
