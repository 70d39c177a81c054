import { type Request, Router } from "express";
import { actor, audit } from "../../../identity/actor/request.ts";
import { Nothing, submit } from "../../../platform/http/input/form.ts";
import { longIdIn } from "../../../platform/http/input/params.ts";
import { flash } from "../../../platform/http/session.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { permissionsOf } from "../change.ts";
import { findShownDelivery, retrigger } from "../delivery/deliveries.ts";
import { showWebhook, webhookOf } from "./show.ts";

/** The pages of the deliveries of a webhook. */
export const deliveries = Router();
const one = "/:id/webhooks/:webhook";

deliveries.get(`${one}/deliveries/:delivery`, async (req, res) => {
  const webhook = await webhookOf(req);
  const delivery = await findShownDelivery(actor(req), webhook, deliveryIn(req));
  const can = permissionsOf(actor(req), webhook.namespace);
  res.render("outbound/webhooks/delivery", {
    webhook,
    delivery,
    can,
    body: readable(delivery.body),
    lines: headerLines,
  });
});

deliveries.post(`${one}/deliveries/:delivery/retries`, async (req, res) => {
  const webhook = await webhookOf(req);
  const id = deliveryIn(req);
  const form = await submit(Nothing, req.body, () => retrigger(audit(req), webhook, id));
  if (!form.ok) return showWebhook(req, res.status(422), webhook, { test: form });

  flash(req, "Delivery queued again.");
  res.redirect(303, paths.delivery(webhook, { id }));
});

function deliveryIn(req: Request): number {
  return longIdIn({ id: req.params.delivery }, "delivery of this webhook");
}

/** The body with line breaks, for people. It was sent without them. */
function readable(body: string): string {
  return JSON.stringify(JSON.parse(body), null, 2);
}

function headerLines(headers: unknown): string {
  return Object.entries(Object(headers))
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n");
}
