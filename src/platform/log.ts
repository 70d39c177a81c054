import { pino } from "pino";
import { config } from "./config/config.ts";

// Commands log to stderr: their stdout is the result, which people redirect (`bin/portus ca > portus.crt`).
const isCommand = /\/cli\.[jt]s$/.test(process.argv[1] ?? "") && process.argv[2] !== "serve";

/** Logs one JSON line per event. Secrets are never passed to it; the redacted paths are a second safeguard. */
export const log = pino(
  {
    level: isCommand ? commandLevel(config.logLevel) : config.logLevel,
    base: null,
    redact: ["password", "token", "refresh_token", "authorization", "cookie", "secret"].flatMap(
      (name) => [name, `*.${name}`],
    ),
  },
  isCommand ? { write: writePlainLine } : pino.destination({ dest: 1, sync: false, minLength: 0 }),
);

/** Logs only errors: a command prints its result. */
function commandLevel(level: string): string {
  return ["trace", "debug", "info", "warn"].includes(level) ? "error" : level;
}

function writePlainLine(line: string): void {
  // pino writes these fields.
  const { msg = "", err } = JSON.parse(line) as { msg?: string; err?: { message: string } };
  const why = err ? `: ${err.message}` : "";
  process.stderr.write(`${msg.slice(0, 1).toUpperCase()}${msg.slice(1)}${why}\n`);
}
