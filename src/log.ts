import { pino } from "pino";
import { config } from "./config.ts";

// What a command prints is its answer, which people keep in files: `bin/portus ca > portus.crt`.
const answering = /\/cli\.[jt]s$/.test(process.argv[1] ?? "") && process.argv[2] !== "serve";

/** One JSON line per thing that happened. Secrets are never logged; the paths below are a second net. */
export const log = pino(
  {
    level: config.logLevel,
    base: null,
    redact: ["password", "token", "refresh_token", "authorization", "cookie", "secret"].flatMap(
      (name) => [name, `*.${name}`],
    ),
  },
  pino.destination({ dest: answering ? 2 : 1, sync: false, minLength: 0 }),
);
