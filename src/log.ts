import { pino } from "pino";
import { config } from "./config.ts";

/** One JSON line per thing that happened. Secrets are never logged; the paths below are a second net. */
export const log = pino(
  {
    level: config.logLevel,
    base: null,
    redact: ["password", "token", "refresh_token", "authorization", "cookie", "secret"].flatMap(
      (name) => [name, `*.${name}`],
    ),
  },
  pino.destination({ sync: false, minLength: 0 }),
);
