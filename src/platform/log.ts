import { pino } from "pino";
import { config } from "./config/config.ts";

// What a command prints is its answer, which people keep in files: `bin/portus ca > portus.crt`.
const answering = /\/cli\.[jt]s$/.test(process.argv[1] ?? "") && process.argv[2] !== "serve";

/** One JSON line per thing that happened. Secrets are never logged; the paths below are a second net. */
export const log = pino(
  {
    level: answering ? quieter(config.logLevel) : config.logLevel,
    base: null,
    redact: ["password", "token", "refresh_token", "authorization", "cookie", "secret"].flatMap(
      (name) => [name, `*.${name}`],
    ),
  },
  answering ? { write: tell } : pino.destination({ dest: 1, sync: false, minLength: 0 }),
);

/** Whoever types a command is told by its answer what came of it; of the rest, what broke. */
function quieter(level: string): string {
  return ["trace", "debug", "info", "warn"].includes(level) ? "error" : level;
}

function tell(line: string): void {
  const { msg = "", err } = JSON.parse(line) as { msg?: string; err?: { message: string } };
  const why = err ? `: ${err.message}` : "";
  process.stderr.write(`${msg.slice(0, 1).toUpperCase()}${msg.slice(1)}${why}\n`);
}
