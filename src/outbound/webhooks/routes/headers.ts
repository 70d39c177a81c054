import { Router } from "express";
import { actor, audit } from "../../../identity/actor/request.ts";
import { button, submit } from "../../../platform/http/input/form.ts";
import { idIn } from "../../../platform/http/input/params.ts";
import { flash } from "../../../platform/http/session.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { ensureCanCreate } from "../change.ts";
import { addHeader, removeHeader } from "../headers.ts";
import { HeaderForm } from "../schemas.ts";
import { showWebhook, webhookOf } from "./show.ts";

/** The forms for the headers of a webhook, which are on its page. */
export const headers = Router();
const one = "/:id/webhooks/:webhook";

headers.post(`${one}/headers`, async (req, res) => {
  const webhook = await webhookOf(req);
  ensureCanCreate(actor(req), webhook.namespace);
  const form = await submit(HeaderForm, req.body, (input) => addHeader(audit(req), webhook, input));
  if (!form.ok) return showWebhook(req, res.status(422), webhook, { header: form });

  flash(req, `Header ${form.value.name} added.`);
  res.redirect(303, paths.webhook(webhook));
});

headers.post(`${one}/headers/:header/removal`, button, async (req, res) => {
  const webhook = await webhookOf(req);
  const id = idIn({ id: req.params.header }, "header of this webhook");
  await removeHeader(audit(req), webhook, id);
  flash(req, "Header removed.");
  res.redirect(303, paths.webhook(webhook));
});
