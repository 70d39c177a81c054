import { type Request, type Response, Router } from "express";
import { actor, audit, requireRecentSignIn } from "../../../identity/actor/request.ts";
import { PageQuery } from "../../../platform/db/keyset.ts";
import { blank, button, Nothing, parseForm, submit } from "../../../platform/http/input/form.ts";
import { readPageQuery } from "../../../platform/http/input/page-query.ts";
import { idIn } from "../../../platform/http/input/params.ts";
import { askUnlessConfirmed } from "../../../platform/http/pages/confirm.ts";
import { flash } from "../../../platform/http/session.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { ensureCanCreate, ensureCanManage, permissionsOf } from "../change.ts";
import { sendTest } from "../delivery/deliveries.ts";
import { findWebhookOwner, listWebhooks } from "../find.ts";
import { deletedCredentials } from "../input.ts";
import { contentTypes, EditForm, EnabledForm, WebhookForm } from "../schemas.ts";
import {
  createWebhook,
  deleteWebhook,
  disableWebhook,
  enableWebhook,
  rotateSecret,
  updateWebhook,
} from "../webhooks.ts";
import { deliveries } from "./deliveries.ts";
import { isPreview, matchesOf, noMatches, previewed } from "./filters.ts";
import { headers } from "./headers.ts";
import { showWebhook, webhookOf } from "./show.ts";

/** The pages of a namespace's webhooks, under /namespaces. */
export const webhooks = Router();
const one = "/:id/webhooks/:webhook";

webhooks.get("/:id/webhooks", async (req, res) => {
  const namespace = await namespaceOf(req);
  const page = await listWebhooks(namespace, readPageQuery(res, PageQuery));
  res.render("outbound/webhooks/index", {
    namespace,
    page,
    can: permissionsOf(actor(req), namespace),
    form: blank(defaults),
    matches: noMatches,
  });
});

webhooks.get("/:id/webhooks/new", async (req, res) => {
  const namespace = await namespaceOf(req);
  ensureCanCreate(actor(req), namespace);
  res.render("outbound/webhooks/new", { namespace, form: blank(defaults), matches: noMatches });
});

const defaults = {
  name: "",
  url: "",
  request_method: "POST",
  content_type: contentTypes.json,
  events: "push delete",
};

webhooks.post("/:id/webhooks", async (req, res) => {
  const namespace = await namespaceOf(req);
  ensureCanCreate(actor(req), namespace);
  if (isPreview(req)) return res.render("outbound/webhooks/new", await previewed(req, namespace));
  const form = await submit(WebhookForm, req.body, (input) =>
    createWebhook(audit(req), namespace, input),
  );
  if (!form.ok)
    return res.status(422).render("outbound/webhooks/new", { namespace, form, matches: noMatches });

  showSecret(res.status(201), { ...form.value, namespace, made: true });
});

webhooks.get(one, async (req, res) => showWebhook(req, res, await webhookOf(req)));

webhooks.get(`${one}/edit`, async (req, res) => {
  const webhook = await webhookOf(req);
  ensureCanManage(actor(req), webhook.namespace);
  const { name, url, method: request_method, contentType, username } = webhook;
  const content_type = contentTypes[contentType];
  const [repositories, tags] = [webhook.repositories.join("\n"), webhook.tags.join("\n")];
  const events = webhook.events.join(" ");
  const fields = { name, url, request_method, content_type, username: username ?? "", events };
  const form = blank({ ...fields, repositories, tags });
  const matches = await matchesOf(actor(req), webhook.namespace, form.values);
  res.render("outbound/webhooks/edit", { webhook, form, matches });
});

webhooks.post(`${one}/edit`, async (req, res) => {
  const webhook = await webhookOf(req);
  ensureCanManage(actor(req), webhook.namespace);
  if (isPreview(req)) {
    const { form, matches } = await previewed(req, webhook.namespace);
    return res.render("outbound/webhooks/edit", { webhook, form, matches });
  }
  const form = await submit(EditForm, req.body, async (input) => {
    await updateWebhook(audit(req), webhook, input);
    return deletedCredentials(webhook, input);
  });
  if (!form.ok)
    return res.status(422).render("outbound/webhooks/edit", { webhook, form, matches: noMatches });

  const forgotten =
    form.value && ` Its ${form.value} were for the other host and were deleted: enter them again.`;
  flash(req, `Webhook saved.${forgotten}`);
  res.redirect(303, paths.webhook(webhook));
});

webhooks.post(`${one}/enabled`, async (req, res) => {
  const webhook = await webhookOf(req);
  ensureCanManage(actor(req), webhook.namespace);
  const { enabled } = parseForm(EnabledForm, req.body);
  if (enabled) await enableWebhook(audit(req), webhook);
  else await disableWebhook(audit(req), webhook);
  flash(req, enabled ? "Webhook enabled." : "Webhook disabled. Nothing is sent.");
  res.redirect(303, paths.webhook(webhook));
});

webhooks.post(`${one}/test`, async (req, res) => {
  const webhook = await webhookOf(req);
  const form = await submit(Nothing, req.body, () => sendTest(audit(req), webhook));
  if (!form.ok) return showWebhook(req, res.status(422), webhook, { test: form });

  flash(req, "Test queued.");
  res.redirect(303, paths.delivery(webhook, form.value));
});

/** Answers with a page instead of a redirect, because the secret is shown only once. */
webhooks.post(`${one}/secret`, requireRecentSignIn, button, async (req, res) => {
  const webhook = await webhookOf(req);
  ensureCanManage(actor(req), webhook.namespace);
  if (askUnlessConfirmed(req, res, { ...rotation, cancel: paths.webhook(webhook) })) return;
  const revealed = await rotateSecret(audit(req), webhook);
  showSecret(res, { ...revealed, namespace: webhook.namespace, made: false });
});

const rotation = {
  title: "Rotate the signing secret of this webhook?",
  text: "New deliveries will be signed with a new secret. Update the receiver too.",
  button: "Rotate secret",
};

webhooks.post(`${one}/deletion`, button, async (req, res) => {
  const webhook = await webhookOf(req);
  ensureCanCreate(actor(req), webhook.namespace);
  const title = `Delete ${webhook.name}?`;
  if (askUnlessConfirmed(req, res, { ...deletion, title, cancel: paths.webhook(webhook) })) return;
  await deleteWebhook(audit(req), webhook);
  flash(req, `Webhook ${webhook.name} deleted.`);
  res.redirect(303, paths.webhooks(webhook.namespace));
});

const deletion = {
  text: "Its deliveries and credentials will be deleted too, and nothing more will be sent.",
  button: "Delete webhook",
};

webhooks.use(headers, deliveries);

function namespaceOf(req: Request) {
  return findWebhookOwner(actor(req), idIn(req.params, "namespace"));
}

function showSecret(res: Response, shown: object): void {
  res.set("Cache-Control", "no-store").render("outbound/webhooks/secret", shown);
}
