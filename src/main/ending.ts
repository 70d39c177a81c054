import { setTimeout as pause } from "node:timers/promises";
import { startDraining } from "../operations/health/liveness.ts";
import { config } from "../platform/config/config.ts";
import { errorCode, errorMessage } from "../platform/error-fields.ts";
import { log } from "../platform/log.ts";
import { printError } from "../platform/terminal.ts";

const signals = ["SIGTERM", "SIGINT"] as const;

interface Running {
  /** Tells other processes, too, that this Portus takes no new requests soon. */
  drain?(): void;
  stop(): Promise<void>;
}

/** At a signal: waits for the drain time, stops and exits with 0. Returns the function that does so without the wait. */
export function endOnSignal({ drain, stop }: Running): () => void {
  let isEnding = false;
  const end = () => {
    if (!isEnding) void stop().then(() => process.exit(0), fail);
    isEnding = true;
  };
  const onSignal = (signal: string) => {
    log.info({ signal, drainSeconds: config.drainMs / 1000 }, "stopping");
    drain?.();
    void drained().then(end);
  };
  for (const signal of signals) process.once(signal, onSignal);
  return end;
}

/** Says at /readyz that this process ends, and gives load balancers time to notice. A second signal ends the wait. */
async function drained(): Promise<void> {
  startDraining();
  if (config.drainMs === 0) return;
  const hurry = new AbortController();
  for (const signal of signals) process.once(signal, () => hurry.abort());
  await pause(config.drainMs, undefined, { signal: hurry.signal }).catch(() => {});
}

/** Ends with 1 and a message for the operator. */
export function fail(error: unknown): never {
  printError(known[errorCode(error) ?? ""] ?? `Portus stopped: ${errorMessage(error)}`);
  if (!isSentence(error)) log.fatal({ err: error }, "stopped");
  process.exit(1);
}

const known: Record<string, string> = {
  EADDRINUSE: `Port ${config.port} is in use by another program. Stop it, or set PORT to another one.`,
  ENOSPC: `The disk of ${config.dataDir} is full. Free some space, then start Portus again.`,
};

/** Whether the message says all that an operator needs. Bugs and errors of drivers have other classes, and a useful stack. */
function isSentence(error: unknown): boolean {
  return (errorCode(error) ?? "") in known || Object(error).constructor === Error;
}
