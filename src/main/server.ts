import type { Server } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { startDraining, startLivenessChecks } from "../operations/health/liveness.ts";
import { endStreams } from "../outbound/live/streams.ts";
import { config } from "../platform/config/config.ts";
import { closeNewFiles } from "../platform/config/data-directory.ts";
import { errorCode, errorMessage } from "../platform/error-fields.ts";
import { log } from "../platform/log.ts";
import { printError } from "../platform/terminal.ts";
import { realmOf, realmProblems } from "../registry/config/realm.ts";
import { formerHostWarning } from "../registry/former-hosts.ts";
import { prepareSetup } from "../tenancy/sign-up/onboarding.ts";
import { createApp } from "./app.ts";
import { startBackground } from "./background.ts";
import { createHttpServer } from "./http-server.ts";
import { openInstance } from "./instance.ts";

const drainTimeoutMs = 10_000; // for requests in flight at the end

/** Starts everything in order. Returns a function that stops it in reverse order. */
async function startServer(): Promise<() => Promise<void>> {
  const stops: (() => Promise<void>)[] = [];
  const stopAll = async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  try {
    const instance = await openInstance();
    stops.push(instance.close);
    stops.push(await startBackground(instance));
    await prepareSetup(); // before it answers: bin/up then reads the code

    const stopChecks = startLivenessChecks();
    stops.push(async () => stopChecks());

    const server = createHttpServer(createApp());
    await listening(server);
    stops.push(() => closing(server));
    log.info({ url: config.url, port: config.port }, "Portus is up");
    for (const problem of realmProblems(realmOf(config))) log.warn(problem);
    const former = await formerHostWarning();
    if (former) log.warn(`${former.text} ${former.next}`);
    return stopAll;
  } catch (error) {
    await stopAll();
    throw error;
  }
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

/** Serves until a signal. Exits with 0, or with 1 and a message if it can't start. */
export async function serve(): Promise<void> {
  closeNewFiles();
  try {
    const stop = await startServer();
    const end = (signal: string) => {
      log.info({ signal, drainSeconds: config.drainMs / 1000 }, "stopping");
      drained()
        .then(stop)
        .then(
          () => process.exit(0),
          (error) => fail(error),
        );
    };
    process.once("SIGTERM", end);
    process.once("SIGINT", end);
  } catch (error) {
    fail(error);
  }
}

/** Says at /readyz that this process ends, and gives load balancers time to notice. A second signal ends the wait. */
async function drained(): Promise<void> {
  startDraining();
  if (config.drainMs === 0) return;
  const hurry = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => hurry.abort());
  await pause(config.drainMs, undefined, { signal: hurry.signal }).catch(() => {});
}

function fail(error: unknown): never {
  printError(
    errorCode(error) === "EADDRINUSE"
      ? `Port ${config.port} is in use by another program. Stop it, or set PORT to another one.`
      : `Portus stopped: ${errorMessage(error)}`,
  );
  if (!isSentence(error)) log.fatal({ err: error }, "stopped");
  log.flush();
  process.exit(1);
}

/** Whether the message says all that an operator needs. Bugs and errors of drivers have other classes, and a useful stack. */
function isSentence(error: unknown): boolean {
  return errorCode(error) === "EADDRINUSE" || Object(error).constructor === Error;
}

if (process.argv[1] && import.meta.filename === process.argv[1]) await serve();
