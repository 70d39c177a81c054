import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { isDraining } from "../operations/health/liveness.ts";

const options = {
  keepAliveTimeout: 65_000, // longer than that of common load balancers, which would use a closed connection otherwise
  headersTimeout: 20_000, // slow headers, and connections on which nothing is sent
  requestTimeout: 120_000, // slow bodies
  connectionsCheckingInterval: 5_000,
  requireHostHeader: false, // the gate answers with a sentence and the headers of every answer
};
const maxConnections = 10_000;
const unreadMs = 1_000;

/** The HTTP server, with limits on how long and how many clients can keep it busy. */
export function createHttpServer(app: RequestListener): Server {
  const server = createServer(options, (req, res) => {
    if (hasBody(req)) res.once("finish", () => endUnread(req));
    if (isDraining()) res.setHeader("Connection", "close"); // the client's next request goes to another replica
    app(req, res);
  });
  server.maxConnections = maxConnections;
  return server;
}

const hasBody = ({ headers }: IncomingMessage) =>
  headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined;

/** Ends a connection whose body nobody wants, as after a 401: Node would read it to its end. The client gets its answer first. */
function endUnread(req: IncomingMessage): void {
  if (req.complete) return;
  setTimeout(() => {
    if (!req.complete) req.socket.destroy();
  }, unreadMs).unref();
}
