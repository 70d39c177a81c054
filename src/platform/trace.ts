import { randomBytes } from "node:crypto";

/** The trace that a request belongs to (W3C Trace Context): its id and its flags, as in `4bf92f3577b34da6a3ce929d0e0e4736-01`. */
export type Trace = string;

const grammar = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** Reads a `traceparent` header. Null if it is absent or invalid: then the request belongs to no trace. */
export function readTraceparent(header: string | string[] | undefined): Trace | null {
  if (typeof header !== "string" || header.length > 255) return null;
  const [, version, id, parent, flags = "00", more] = grammar.exec(header) ?? [];
  const isKnown = version !== undefined && version !== "ff" && (version !== "00" || !more);
  if (!isKnown || isZero(id) || isZero(parent)) return null;
  return `${id}-${Number.parseInt(flags, 16) & 1 ? "01" : "00"}`; // no other flag is defined for version 00
}

const isZero = (hex = "") => /^0*$/.test(hex);

/** The id of a trace, for the log. */
export const traceIdOf = (trace: Trace): string => trace.slice(0, 32);

/** The headers of a call that belongs to a trace: each call is a span of its own. */
export function traceHeaders(trace: Trace | null | undefined): { traceparent?: string } {
  if (!trace) return {};
  const [id, flags] = trace.split("-");
  return { traceparent: `00-${id}-${randomBytes(8).toString("hex")}-${flags}` };
}
