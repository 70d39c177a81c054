import { z } from "zod";
import { actor, audit } from "../../../identity/actor/request.ts";
import { endpoint, IdParams, ListQuery } from "../../../platform/http/api/endpoint.ts";
import { answerList } from "../../../platform/http/api/listing.ts";
import { findWebhookOwner, webhookListing } from "../find.ts";
import { addHeader, removeHeader } from "../headers.ts";
import { HeaderForm, WebhookChanges, WebhookForm } from "../schemas.ts";
import {
  createWebhook,
  deleteWebhook,
  type Revealed,
  rotateSecret,
  updateWebhook,
} from "../webhooks.ts";
import { endpoints as deliveries, WebhookParams, webhookOf } from "./deliveries.ts";
import { HeaderEntity, presentWebhook, RevealedEntity, WebhookEntity } from "./present.ts";

const place = "/namespaces/:id/webhooks";
const one = `${place}/:webhook_id`;
const HeaderParams = WebhookParams.extend({ header_id: IdParams.shape.id });

export const endpoints = [
  endpoint("get", place, {
    summary: "The webhooks of a namespace, page by page",
    params: IdParams,
    query: ListQuery,
    answer: z.array(WebhookEntity),
    run: async (call) => {
      const namespace = await findWebhookOwner(actor(call.req), call.params.id);
      const listing = webhookListing(namespace, call.query.sort_order);
      return answerList(call, { ...listing, present: presentWebhook });
    },
  }),

  endpoint("post", place, {
    summary: "Create a webhook; only this response contains its signing secret",
    params: IdParams,
    body: WebhookForm,
    wrapper: "webhook",
    status: 201,
    answer: RevealedEntity,
    run: async ({ req, params, body }) => {
      const namespace = await findWebhookOwner(actor(req), params.id);
      return revealed(await createWebhook(audit(req), namespace, body));
    },
  }),

  endpoint("get", one, {
    summary: "One webhook",
    params: WebhookParams,
    answer: WebhookEntity,
    run: async (call) => presentWebhook(await webhookOf(call)),
  }),

  endpoint("put", one, {
    summary: "Change a webhook, enable or disable it",
    params: WebhookParams,
    body: WebhookChanges,
    wrapper: "webhook",
    answer: WebhookEntity,
    run: async (call) => {
      await updateWebhook(audit(call.req), await webhookOf(call), call.body);
      return presentWebhook(await webhookOf(call));
    },
  }),

  endpoint("delete", one, {
    summary: "Delete a webhook with its deliveries",
    params: WebhookParams,
    run: async (call) => deleteWebhook(audit(call.req), await webhookOf(call)),
  }),

  endpoint("post", `${one}/secret`, {
    summary: "Rotate the signing secret of a webhook; only this response contains the new one",
    params: WebhookParams,
    answer: RevealedEntity,
    run: async (call) => revealed(await rotateSecret(audit(call.req), await webhookOf(call))),
  }),

  endpoint("post", `${one}/headers`, {
    summary: "Add a header to the requests of a webhook; no response contains its value",
    params: WebhookParams,
    body: HeaderForm,
    status: 201,
    answer: HeaderEntity,
    run: async (call) => addHeader(audit(call.req), await webhookOf(call), call.body),
  }),

  endpoint("delete", `${one}/headers/:header_id`, {
    summary: "Remove a header from the requests of a webhook",
    params: HeaderParams,
    run: async (call) =>
      removeHeader(audit(call.req), await webhookOf(call), call.params.header_id),
  }),

  ...deliveries,
];

function revealed({ webhook, secret }: Revealed) {
  return { ...presentWebhook(webhook), secret };
}
