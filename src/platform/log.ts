import { pino, stdSerializers } from "pino";
import { config } from "./config/config.ts";
import { createOutput } from "./log-output.ts";
import { currentRequest } from "./request-context.ts";
import { printError, visibleJson } from "./terminal.ts";
import { traceIdOf } from "./trace.ts";

const stdout = 1;

// Commands log to stderr: their stdout is the result, which people redirect (`bin/portus ca > portus.crt`).
const isCommand = /\/cli\.[jt]s$/.test(process.argv[1] ?? "") && process.argv[2] !== "serve";

/** What writes one JSON line per event. `write` gets the lines. */
export function createLog(level: string, destination: { write(line: string): void }) {
  return pino(
    {
      level,
      base: null,
      mixin: requestFields,
      formatters: { log: withoutSecrets },
      serializers: { url: withoutQuery, path: withoutQuery, err: errorFields },
      hooks: { streamWrite: safeLine },
    },
    destination,
  );
}

/** Which request a line is about. */
function requestFields() {
  const request = currentRequest();
  if (!request) return {};
  const { requestId, trace } = request;
  return trace ? { requestId, trace: traceIdOf(trace) } : { requestId };
}

/** Logs one JSON line per event. Secrets are never passed to it; what follows is a second safeguard. */
export const log = isCommand
  ? createLog(commandLevel(config.logLevel), { write: writePlainLine })
  : createLog(config.logLevel, createOutput(stdout));

const secretNames = ["password", "token", "refresh_token", "authorization", "cookie", "secret"];

/** The fields of a line, without those that are named like a secret. pino's own redaction takes longer than all else. */
function withoutSecrets(fields: object): Record<string, unknown> {
  const safe: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    const written = isPlain(value) ? withoutSecrets(value) : value;
    safe[name] = secretNames.includes(name) ? "…" : written;
  }
  return safe;
}

const isPlain = (value: unknown): value is object =>
  value !== null && typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype;

const maxUrlLength = 2_000;

/** The only form in which a URL is logged: links that are e-mailed have their secret in the query. */
function withoutQuery(url: unknown): unknown {
  return typeof url === "string" ? url.slice(0, maxUrlLength).split(/[?#]/, 1)[0] : url;
}

/** The type, message and stack of an error. Errors of parsers and of the database carry what was sent, too. */
function errorFields(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { type, message, stack } = stdSerializers.err(error);
  const code = Reflect.get(error, "code");
  return { type, message, stack, ...(typeof code === "string" && { code }) };
}

/** Secrets that Portus made, by the prefixes of identity/actor/secrets.ts, webhooks and registries. */
const ownSecret = /\b(ptk|prt|pel|pdc|psc|pws|pes)_[\w-]{8,}/g;

const configured = [config.secret, config.metricsToken, ...config.eventsSecrets]
  .filter((secret) => secret !== null)
  .map((secret) => JSON.stringify(secret).slice(1, -1));

/** A line without secrets, and without characters that a terminal would obey. */
function safeLine(line: string): string {
  const plain = line.replace(ownSecret, "$1_…");
  return visibleJson(configured.reduce((text, secret) => text.replaceAll(secret, "…"), plain));
}

/** Logs only errors: a command prints its result. */
function commandLevel(level: string): string {
  return ["trace", "debug", "info", "warn"].includes(level) ? "error" : level;
}

function writePlainLine(line: string): void {
  // pino writes these fields.
  const { msg = "", err } = JSON.parse(line) as { msg?: string; err?: { message: string } };
  const why = err ? `: ${err.message}` : "";
  printError(`${msg.slice(0, 1).toUpperCase()}${msg.slice(1)}${why}`);
}
