import type { Server } from "node:http";
import { startLivenessChecks } from "../operations/health/liveness.ts";
import { endStreams } from "../outbound/live/streams.ts";
import { config } from "../platform/config/config.ts";
import { createApp } from "./app.ts";
import { createHttpServer } from "./http-server.ts";

const drainTimeoutMs = 10_000; // for requests in flight at the end

/** Answers requests. Returns a function that stops it. */
export async function startServing(): Promise<() => Promise<void>> {
  const stopChecks = startLivenessChecks();
  const server = createHttpServer(createApp());
  await listening(server);
  return async () => {
    await closing(server);
    stopChecks();
  };
}

function listening(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(config.port, config.host, resolve);
  });
}

/** Accepts no new requests and waits for current ones, up to a timeout. Live pages reconnect to another replica. */
function closing(server: Server): Promise<void> {
  const sweep = () => {
    endStreams();
    server.closeIdleConnections();
  };
  return new Promise((resolve) => {
    const sweeping = setInterval(sweep, 100);
    const closing = setTimeout(() => server.closeAllConnections(), drainTimeoutMs);
    server.close(() => {
      clearInterval(sweeping);
      clearTimeout(closing);
      resolve();
    });
    sweep();
  });
}
