import { z } from "zod";
import { actor, audit } from "../../../identity/actor/request.ts";
import {
  type Call,
  endpoint,
  IdParams,
  ListQuery,
  LongIdParams,
} from "../../../platform/http/api/endpoint.ts";
import { answerList } from "../../../platform/http/api/listing.ts";
import {
  deliveryListing,
  findDelivery,
  findShownDelivery,
  retrigger,
  sendTest,
} from "../delivery/deliveries.ts";
import { findWebhook } from "../find.ts";
import {
  DeliveryEntity,
  presentDelivery,
  presentWholeDelivery,
  WholeDeliveryEntity,
} from "./present.ts";

const one = "/namespaces/:id/webhooks/:webhook_id";
const place = `${one}/deliveries`;
export const WebhookParams = IdParams.extend({ webhook_id: IdParams.shape.id });
const DeliveryParams = WebhookParams.extend({ delivery_id: LongIdParams.shape.id });

export const endpoints = [
  endpoint("post", `${one}/test`, {
    summary: "Send a test event with a webhook",
    allowsRestrictedTokens: true,
    params: WebhookParams,
    status: 202,
    answer: DeliveryEntity,
    run: async (call) => presentDelivery(await sendTest(audit(call.req), await webhookOf(call))),
  }),

  endpoint("get", place, {
    summary: "The deliveries of a webhook in the last 30 days, page by page",
    params: WebhookParams,
    query: ListQuery,
    answer: z.array(DeliveryEntity),
    run: async (call) => {
      const listing = deliveryListing(await webhookOf(call), call.query.sort_order);
      return answerList(call, { ...listing, present: presentDelivery });
    },
  }),

  endpoint("get", `${place}/:delivery_id`, {
    summary: "One delivery, with its request and response",
    params: DeliveryParams,
    answer: WholeDeliveryEntity,
    run: async (call) => {
      const webhook = await webhookOf(call);
      const { delivery_id: id } = call.params;
      return presentWholeDelivery(await findShownDelivery(actor(call.req), webhook, id));
    },
  }),

  endpoint("post", `${place}/:delivery_id/retrigger`, {
    summary: "Send a delivery again, with the same body and uuid",
    allowsRestrictedTokens: true,
    params: DeliveryParams,
    status: 202,
    answer: DeliveryEntity,
    run: async (call) => {
      const webhook = await webhookOf(call);
      await retrigger(audit(call.req), webhook, call.params.delivery_id);
      return presentDelivery(await findDelivery(webhook, call.params.delivery_id));
    },
  }),
];

type Params = z.infer<typeof WebhookParams>;

export function webhookOf({ req, params }: Pick<Call<Params, unknown, unknown>, "req" | "params">) {
  return findWebhook(actor(req), { namespaceId: params.id, id: params.webhook_id });
}
