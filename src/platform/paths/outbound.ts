import { type Id, type LongId, type Query, query } from "./parts.ts";

type Webhook = Id & { namespaceId: number };

const webhookPath = ({ namespaceId, id }: Webhook) => `/namespaces/${namespaceId}/webhooks/${id}`;

const webhooks = {
  webhooks: (namespace: Id, params: Query = {}) =>
    query(`/namespaces/${namespace.id}/webhooks`, params),
  newWebhook: (namespace: Id) => `/namespaces/${namespace.id}/webhooks/new`,
  webhook: (webhook: Webhook, params: Query = {}) => query(webhookPath(webhook), params),
  editWebhook: (webhook: Webhook) => `${webhookPath(webhook)}/edit`,
  webhookEnabled: (webhook: Webhook) => `${webhookPath(webhook)}/enabled`,
  webhookSecret: (webhook: Webhook) => `${webhookPath(webhook)}/secret`,
  webhookTest: (webhook: Webhook) => `${webhookPath(webhook)}/test`,
  webhookDeletion: (webhook: Webhook) => `${webhookPath(webhook)}/deletion`,
  webhookHeaders: (webhook: Webhook) => `${webhookPath(webhook)}/headers`,
  webhookHeaderRemoval: (webhook: Webhook, header: Id) =>
    `${webhookPath(webhook)}/headers/${header.id}/removal`,
  delivery: (webhook: Webhook, delivery: LongId) =>
    `${webhookPath(webhook)}/deliveries/${delivery.id}`,
  deliveryRetries: (webhook: Webhook, delivery: LongId) =>
    `${webhookPath(webhook)}/deliveries/${delivery.id}/retries`,
};

const live = {
  live: (topic: string, since: number) => query("/live", { for: topic, since }),
};

export const outboundPaths = { ...webhooks, ...live };
