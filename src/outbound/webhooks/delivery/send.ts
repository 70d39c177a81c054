import type { IncomingHttpHeaders } from "node:http";
import { storableText } from "../../../platform/db/text.ts";
import { errorMessage } from "../../../platform/error-fields.ts";
import {
  AddressRefused,
  ensureCallable,
  guardedLookup,
} from "../../../platform/outgoing/address-guard.ts";
import { exchange } from "../../../platform/outgoing/exchange.ts";
import type { Composed } from "./request.ts";
import { howToAllow, webhooks } from "./ssrf-guard.ts";

export interface Attempt {
  status: number | null;
  responseHeaders: Record<string, string>;
  responseBody: string;
  durationMs: number;
  error: string | null; // why the attempt failed; null if it succeeded
  /** Another attempt would fail in the same way. */
  final: boolean;
}

const defaultTimeouts = { connect: 10_000, total: 10_000 }; // ms
const maxStoredResponse = 16_384; // bytes
const maxHeaderLength = 1_000;

/** Makes a request without following redirects. Returns failures instead of throwing them. */
export async function attempt(composed: Composed, timeouts = defaultTimeouts): Promise<Attempt> {
  const start = performance.now();
  const outcome = await request(composed, timeouts);
  return { ...outcome, durationMs: Math.round(performance.now() - start) };
}

async function request(
  { address, method, headers, body }: Composed,
  timeouts: typeof defaultTimeouts,
): Promise<Omit<Attempt, "durationMs">> {
  try {
    ensureCallable(address, webhooks);
    const reply = await exchange(address, {
      method,
      headers,
      body,
      timeouts,
      lookup: guardedLookup(webhooks),
      limit: maxStoredResponse,
      truncate: true,
    });
    return {
      status: reply.status,
      responseHeaders: shownHeaders(reply.headers),
      responseBody: storableText(reply.body.toString("utf8")),
      ...resultOf(reply.status, reply.headers.location),
    };
  } catch (error) {
    return failed(address, error);
  }
}

function resultOf(status: number, location: string | undefined) {
  if (status >= 200 && status < 300) return { error: null, final: false };
  if (status >= 300 && status < 400) return { error: redirected(status, location), final: true };
  return { error: `The receiver answered ${status}.`, final: false };
}

function redirected(status: number, location: string | undefined): string {
  const where = location ? ` and redirected to ${storableText(location.slice(0, 500))}` : "";
  return `The receiver answered ${status}${where}. Webhooks do not follow redirects: enter the final address.`;
}

function failed(address: URL, error: unknown) {
  const message = errorMessage(error);
  const final = error instanceof AddressRefused;
  return {
    status: null,
    responseHeaders: {},
    responseBody: "",
    error: final
      ? `${message} ${howToAllow(null)}`
      : `${address.host} can't be reached: ${storableText(message)}.`,
    final,
  };
}

/** Masks Set-Cookie: response credentials are not shown. */
function shownHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const shown = Object.entries(headers).slice(0, 50);
  return Object.fromEntries(
    shown.map(([name, value]) => [
      name,
      name === "set-cookie" ? "••••••••" : storableText(String(value).slice(0, maxHeaderLength)),
    ]),
  );
}
