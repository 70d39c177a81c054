import { createHmac } from "node:crypto";
import type { Webhook, WebhookDelivery, WebhookHeader } from "../../../platform/db/client.ts";
import { contentTypes } from "../schemas.ts";
import { openText } from "../secrets.ts";

export interface Composed {
  address: URL;
  method: "GET" | "POST";
  headers: Record<string, string>;
  /** The headers as they may be shown: without what a webhook proves itself with. */
  told: Record<string, string>;
  body: Buffer;
}

type Sender = Webhook & { headers: WebhookHeader[] };
type Letter = Pick<WebhookDelivery, "uuid" | "event" | "body">;

/** The request by which a delivery is made. Its body is the same at every attempt, and so is the signature. */
export function compose(webhook: Sender, letter: Letter): Composed {
  const body = Buffer.from(
    webhook.contentType === "json"
      ? letter.body
      : new URLSearchParams({ payload: letter.body }).toString(),
  );
  const plain = {
    "user-agent": "Portus",
    accept: "*/*",
    "content-type": contentTypes[webhook.contentType],
    "content-length": String(body.length),
    "x-portus-event": letter.event,
    "x-portus-delivery": encodeURIComponent(letter.uuid), // event ids come from outside
    "x-portus-signature": `sha256=${signatureOf(body, openText(webhook.sealedSecret))}`,
  };
  const secret = { ...credentialsOf(webhook), ...ownHeaders(webhook) };
  const masked = Object.fromEntries(Object.keys(secret).map((name) => [name, "••••••••"]));
  return {
    address: new URL(webhook.url),
    method: webhook.method,
    headers: { ...plain, ...secret },
    told: { ...plain, ...masked },
    body,
  };
}

/** What a receiver with the same secret finds for a body that came from here. */
function signatureOf(body: Buffer, secret: string): string {
  return createHmac("sha256", secret).update(body).digest("hex");
}

function credentialsOf({ username, sealedPassword }: Sender): Record<string, string> {
  if (username === null) return {};
  const password = sealedPassword ? openText(sealedPassword) : "";
  const pair = Buffer.from(`${username}:${password}`).toString("base64");
  return { authorization: `Basic ${pair}` };
}

function ownHeaders({ headers }: Sender): Record<string, string> {
  return Object.fromEntries(headers.map(({ name, sealedValue }) => [name, openText(sealedValue)]));
}
