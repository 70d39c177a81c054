import { errorCode, errorField, errorMessage } from "../error-fields.ts";

type Unavailability = "away" | "read-only" | "full";

/**
 * Whether an error means that the database can't be used at the moment, which is nobody's mistake and passes: requests
 * are then answered with 503 and not as an error of Portus. Null for every other error.
 */
export function unavailability(error: unknown): Unavailability | null {
  for (const one of chain(error)) {
    const codes = [errorCode(one), errorField(one, "originalCode")].map(String);
    if (codes.includes("25006")) return "read-only";
    if (codes.includes("53100")) return "full";
    if (codes.some(isAway) || kinds.has(String(errorField(one, "kind")))) return "away";
    if (isConnectionError(one)) return "away";
  }
  return null;
}

export const unavailableSentence: Record<Unavailability, string> = {
  away: "The database can't be reached at the moment. Portus reconnects by itself: try again in a few seconds.",
  "read-only":
    "The database accepts no changes at the moment: it is read-only. What only reads still works; try again later.",
  full: "The database accepts no changes at the moment: its disk is full. What only reads still works; try again later.",
};

export const retrySeconds = 5;

/** The error and what it wraps: Prisma keeps the driver's error in `cause` or `meta`. */
function chain(error: unknown): unknown[] {
  const found: unknown[] = [];
  const queue = [error];
  while (queue.length > 0 && found.length < 8) {
    const one = queue.shift();
    if (typeof one !== "object" || one === null) continue;
    found.push(one);
    queue.push(
      errorField(one, "cause"),
      errorField(errorField(one, "meta"), "driverAdapterError"),
      ...[errorField(one, "errors")].flat(), // of AggregateError: one for each address
    );
  }
  return found;
}

/** Codes of Prisma, and classes of SQLSTATE: connections, resources (no connection left), shutdown, timeouts. */
const isAway = (code: string) =>
  /^(P1001|P1002|P1008|P1017|P2024|P2028|P2037)$/.test(code) ||
  /^(08...|53...|57P0[1-5]|57014|55P03)$/.test(code);

const kinds = new Set([
  "DatabaseNotReachable",
  "ConnectionClosed",
  "SocketTimeout",
  "TooManyConnections",
]);

const messages =
  /^(timeout exceeded when trying to connect|timeout expired|Query read timeout|Connection terminated|Client has encountered a connection error|Client was closed)/;

const systemCodes = new Set(
  "ECONNREFUSED ECONNRESET EPIPE ETIMEDOUT EHOSTUNREACH ENETUNREACH ENOTFOUND EAI_AGAIN".split(" "),
);

/** An error of pg or of its socket. Those of other connections are handled where they are made (fetch wraps them). */
function isConnectionError(error: unknown): boolean {
  return messages.test(errorMessage(error)) || systemCodes.has(errorCode(error));
}
