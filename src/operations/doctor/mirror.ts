import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { text } from "../../platform/bounded-text.ts";
import { config } from "../../platform/config/config.ts";
import { parseJson } from "../../platform/json.ts";

// The doctor sends a request to PORTUS_URL, and the process that answers says what reached it.

export const proofHeader = "portus-doctor";

const validMs = 60_000;

/** Proves to a process of this instance that the doctor asks: it knows the secret. */
export const proofOf = (at = Date.now()): string => `${at}.${signatureOf(at)}`;

export function isProof(given: string | undefined, now = Date.now()): boolean {
  const [, at = "", signature = ""] = /^(\d{1,15})\.([\w-]{43})$/.exec(given ?? "") ?? [];
  if (!signature || Math.abs(now - Number(at)) > validMs) return false;
  return timingSafeEqual(Buffer.from(signature), Buffer.from(signatureOf(Number(at))));
}

const signatureOf = (at: number) =>
  createHmac("sha256", config.secret).update(`portus doctor ${at}`).digest("base64url");

const field = text(1_000, { kind: "raw" }).nullable();

const Reflection = z.object({
  host: field,
  protocol: field, // by the headers of trusted proxies
  address: field, // the same
  peer: field, // who connected
  forwardedFor: field,
  forwardedProto: field,
});

/** What reached a process of a request. */
export type Reflection = z.infer<typeof Reflection>;

export function reflectionIn(body: Buffer): Reflection | null {
  return Reflection.safeParse(parseJson(body)).data ?? null;
}
