import { type Request, Router } from "express";
import { actor, audit } from "../../../identity/actor/request.ts";
import { button, Nothing, submit } from "../../../platform/http/input/form.ts";
import { idIn, longIdIn } from "../../../platform/http/input/params.ts";
import { flash } from "../../../platform/http/session.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { ensureCanCreate, permissionsOf } from "../change.ts";
import { findDelivery, retrigger, sendTest } from "../delivery/deliveries.ts";
import { addHeader, removeHeader } from "../headers.ts";
import { HeaderForm } from "../schemas.ts";
import { showWebhook, webhookOf } from "./show.ts";

/** The page of a webhook, with its headers and deliveries. */
export const deliveries = Router();
const one = "/:id/webhooks/:webhook";

deliveries.get(one, async (req, res) => showWebhook(req, res, await webhookOf(req)));

deliveries.post(`${one}/headers`, async (req, res) => {
  const webhook = await webhookOf(req);
  ensureCanCreate(actor(req), webhook.namespace);
  const form = await submit(HeaderForm, req.body, (input) => addHeader(audit(req), webhook, input));
  if (!form.ok) return showWebhook(req, res.status(422), webhook, { header: form });

  flash(req, `Header ${form.value.name} added.`);
  res.redirect(303, paths.webhook(webhook));
});

deliveries.post(`${one}/headers/:header/removal`, button, async (req, res) => {
  const webhook = await webhookOf(req);
  const id = idIn({ id: req.params.header }, "header of this webhook");
  await removeHeader(audit(req), webhook, id);
  flash(req, "Header removed.");
  res.redirect(303, paths.webhook(webhook));
});

deliveries.post(`${one}/test`, async (req, res) => {
  const webhook = await webhookOf(req);
  const form = await submit(Nothing, req.body, () => sendTest(audit(req), webhook));
  if (!form.ok) return showWebhook(req, res.status(422), webhook, { test: form });

  flash(req, "Test queued.");
  res.redirect(303, paths.delivery(webhook, form.value));
});

deliveries.get(`${one}/deliveries/:delivery`, async (req, res) => {
  const webhook = await webhookOf(req);
  const delivery = await findDelivery(webhook, deliveryIn(req));
  const can = permissionsOf(actor(req), webhook.namespace);
  res.render("outbound/webhooks/delivery", {
    webhook,
    delivery,
    can,
    body: readable(delivery.body),
    lines: headerLines,
  });
});

deliveries.post(`${one}/deliveries/:delivery/retrigger`, async (req, res) => {
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
