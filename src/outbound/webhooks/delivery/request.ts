import { createHmac } from "node:crypto";
import type { Webhook, WebhookDelivery, WebhookHeader } from "../../../platform/db/client.ts";
import { traceHeaders } from "../../../platform/trace.ts";
import { contentTypes } from "../schemas.ts";
import { unsealText } from "../secrets.ts";

export interface Composed {
  address: URL;
  method: "GET" | "POST";
  headers: Record<string, string>;
  /** The headers that may be shown: credentials are masked. */
  shownHeaders: Record<string, string>;
  body: Buffer;
}

type Sender = Webhook & { headers: WebhookHeader[] };
type Payload = Pick<WebhookDelivery, "uuid" | "event" | "body" | "trace">;

/** The HTTP request of a delivery. Its body and signature are the same at every attempt. */
export function compose(webhook: Sender, payload: Payload): Composed {
  const body = Buffer.from(
    webhook.contentType === "json"
      ? payload.body
      : new URLSearchParams({ payload: payload.body }).toString(),
  );
  const plain = {
    "user-agent": "Portus",
    accept: "*/*",
    "content-type": contentTypes[webhook.contentType],
    "content-length": String(body.length),
    "x-portus-event": payload.event,
    "x-portus-delivery": encodeURIComponent(payload.uuid), // event ids come from outside
    "x-portus-signature": `sha256=${signatureOf(body, unsealText(webhook.sealedSecret))}`,
    ...traceHeaders(payload.trace),
  };
  const secret = { ...credentialsOf(webhook), ...ownHeaders(webhook) };
  const masked = Object.fromEntries(Object.keys(secret).map((name) => [name, "••••••••"]));
  return {
    address: new URL(webhook.url),
    method: webhook.method,
    headers: { ...plain, ...secret },
    shownHeaders: { ...plain, ...masked },
    body,
  };
}

/** The signature of a body, which the receiver verifies with the same secret. */
function signatureOf(body: Buffer, secret: string): string {
  return createHmac("sha256", secret).update(body).digest("hex");
}

function credentialsOf({ username, sealedPassword }: Sender): Record<string, string> {
  if (username === null) return {};
  const password = sealedPassword ? unsealText(sealedPassword) : "";
  const pair = Buffer.from(`${username}:${password}`).toString("base64");
  return { authorization: `Basic ${pair}` };
}

function ownHeaders({ headers }: Sender): Record<string, string> {
  return Object.fromEntries(
    headers.map(({ name, sealedValue }) => [name, unsealText(sealedValue)]),
  );
}
