import { z } from "zod";
import { actor } from "../../../identity/actor/request.ts";
import { db } from "../../../platform/db/client.ts";
import {
  type Call,
  endpoint,
  IdParams,
  ListQuery,
  LongIdParams,
  pageHeaders,
  slice,
} from "../../../platform/http/api/endpoint.ts";
import { findDelivery, payloadColumns, retrigger, sendTest } from "../delivery/deliveries.ts";
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
    params: WebhookParams,
    status: 202,
    answer: DeliveryEntity,
    run: async (call) => presentDelivery(await sendTest(actor(call.req), await webhookOf(call))),
  }),

  endpoint("get", place, {
    summary: "The deliveries of a webhook in the last 30 days, page by page",
    params: WebhookParams,
    query: ListQuery,
    answer: z.array(DeliveryEntity),
    run: async (call) => {
      const { req, res, query } = call;
      const where = { webhookId: (await webhookOf(call)).id };
      pageHeaders(req, res, query, await db.webhookDelivery.count({ where }));
      const orderBy = { id: query.sort_order };
      const page = slice(query);
      const rows = await db.webhookDelivery.findMany({
        where,
        omit: payloadColumns,
        orderBy,
        ...page,
      });
      return rows.map(presentDelivery);
    },
  }),

  endpoint("get", `${place}/:delivery_id`, {
    summary: "One delivery, with its request and response",
    params: DeliveryParams,
    answer: WholeDeliveryEntity,
    run: async (call) =>
      presentWholeDelivery(await findDelivery(await webhookOf(call), call.params.delivery_id)),
  }),

  endpoint("post", `${place}/:delivery_id/retrigger`, {
    summary: "Send a delivery again, with the same body and uuid",
    params: DeliveryParams,
    status: 202,
    answer: DeliveryEntity,
    run: async (call) => {
      const webhook = await webhookOf(call);
      await retrigger(actor(call.req), webhook, call.params.delivery_id);
      return presentDelivery(await findDelivery(webhook, call.params.delivery_id));
    },
  }),
];

type Params = z.infer<typeof WebhookParams>;

export function webhookOf({ req, params }: Pick<Call<Params, unknown, unknown>, "req" | "params">) {
  return findWebhook(actor(req), { namespaceId: params.id, id: params.webhook_id });
}
