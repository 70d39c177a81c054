import { z } from "zod";
import type { WebhookDelivery } from "../../../platform/db/client.ts";
import type { ListedDelivery } from "../delivery/deliveries.ts";
import type { ShownWebhook } from "../find.ts";
import { contentTypes } from "../schemas.ts";

const Time = z.iso.datetime();

export const HeaderEntity = z.object({ id: z.int(), name: z.string() });

/** SUSE Portus's fields, without the password and with only the names of headers. */
export const WebhookEntity = z.object({
  id: z.int(),
  name: z.string(),
  enabled: z.boolean(),
  namespace_id: z.int(),
  url: z.string(),
  username: z.string().nullable(),
  request_method: z.enum(["GET", "POST"]),
  content_type: z.enum([contentTypes.json, contentTypes.form]),
  events: z.array(z.enum(["push", "delete"])),
  repositories: z.array(z.string()),
  tags: z.array(z.string()),
  headers: z.array(HeaderEntity),
  created_at: Time,
  updated_at: Time,
});

/** A webhook with its signing secret. Only the responses that create the secret contain it. */
export const RevealedEntity = WebhookEntity.extend({ secret: z.string() });

export function presentWebhook(webhook: ShownWebhook) {
  return {
    id: webhook.id,
    name: webhook.name,
    enabled: webhook.disabledAt === null,
    namespace_id: webhook.namespaceId,
    url: webhook.url,
    username: webhook.username,
    request_method: webhook.method,
    content_type: contentTypes[webhook.contentType],
    events: webhook.events,
    repositories: webhook.repositories,
    tags: webhook.tags,
    headers: webhook.headers,
    created_at: webhook.createdAt,
    updated_at: webhook.updatedAt,
  };
}

export const DeliveryEntity = z.object({
  id: z.int(),
  webhook_id: z.int(),
  uuid: z.string(),
  event: z.string(),
  subject: z.string(),
  state: z.enum(["pending", "sent", "failed"]),
  status: z.int().nullable(),
  error: z.string().nullable(),
  attempts: z.int(),
  duration_ms: z.int().nullable(),
  attempted_at: Time.nullable(),
  created_at: Time,
});

export function presentDelivery(delivery: ListedDelivery) {
  return {
    id: Number(delivery.id),
    webhook_id: delivery.webhookId,
    uuid: delivery.uuid,
    event: delivery.event,
    subject: delivery.subject,
    state: delivery.state,
    status: delivery.status,
    error: delivery.error,
    attempts: delivery.attempts,
    duration_ms: delivery.durationMs,
    attempted_at: delivery.attemptedAt,
    created_at: delivery.createdAt,
  };
}

const Headers = z.record(z.string(), z.string());

export const WholeDeliveryEntity = DeliveryEntity.extend({
  request_headers: Headers,
  request_body: z.string(),
  response_headers: Headers,
  response_body: z.string(),
});

export function presentWholeDelivery(delivery: WebhookDelivery) {
  return {
    ...presentDelivery(delivery),
    request_headers: delivery.requestHeaders,
    request_body: delivery.body,
    response_headers: delivery.responseHeaders,
    response_body: delivery.responseBody,
  };
}
