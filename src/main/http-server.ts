import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import type { Duplex } from "node:stream";
import { isDraining } from "../operations/health/liveness.ts";
import { answerParserError } from "../platform/http/parser-errors.ts";
import { measured } from "../platform/metrics/metrics.ts";

const options = {
  keepAliveTimeout: 65_000, // longer than that of common load balancers, which would use a closed connection otherwise
  headersTimeout: 20_000, // slow headers, and connections on which nothing is sent
  requestTimeout: 120_000, // slow bodies
  connectionsCheckingInterval: 5_000,
  requireHostHeader: false, // the gate answers with a sentence and the headers of every answer
};
const maxConnections = 10_000;
const unreadMs = 1_000;

let open = 0;
measured({ name: "portus_http_connections", help: "Open connections of clients." }, () => open);

/** The HTTP server, with limits on how long and how many clients can keep it busy. */
export function createHttpServer(
  app: RequestListener,
  limits: Partial<typeof options> = {},
): Server {
  const answers = new WeakMap<Duplex, ServerResponse>(); // the latest of each connection
  const listener: RequestListener = (req, res) => {
    answers.set(req.socket, res);
    if (hasBody(req)) res.once("finish", () => endUnread(req));
    if (isDraining()) res.setHeader("Connection", "close"); // the client's next request goes to another replica
    app(req, res);
  };
  const server = createServer({ ...options, ...limits }, listener);
  server.on("checkExpectation", listener); // no client needs more than "100-continue", which Node sends by itself
  server.on("clientError", (error, socket) => {
    if (isHalfSent(answers.get(socket))) socket.destroy();
    else answerParserError(error, socket);
  });
  server.on("connection", (socket: Duplex) => {
    open += 1;
    socket.once("close", () => {
      open -= 1;
    });
  });
  server.maxConnections = maxConnections;
  return server;
}

const isHalfSent = (answer?: ServerResponse) => answer?.headersSent && !answer.writableFinished;

const hasBody = ({ headers }: IncomingMessage) =>
  headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined;

/** Ends a connection whose body nobody wants, as after a 401: Node would read it to its end. The client gets its answer first. */
function endUnread(req: IncomingMessage): void {
  if (req.complete) return;
  setTimeout(() => {
    if (!req.complete) req.socket.destroy();
  }, unreadMs).unref();
}
