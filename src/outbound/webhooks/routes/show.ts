import type { Request, Response } from "express";
import { actor } from "../../../identity/actor/request.ts";
import { LongPageQuery } from "../../../platform/db/keyset.ts";
import { blank } from "../../../platform/http/input/form.ts";
import { idIn } from "../../../platform/http/input/params.ts";
import { permissionsOf } from "../change.ts";
import { keptDays, listDeliveries } from "../delivery/deliveries.ts";
import { type FoundWebhook, findWebhook } from "../find.ts";

/** The webhook in the URL, if the visitor may see it. */
export function webhookOf(req: Request): Promise<FoundWebhook> {
  const namespaceId = idIn(req.params, "namespace");
  return findWebhook(actor(req), { namespaceId, id: idIn({ id: req.params.webhook }, "webhook") });
}

/** Shows a webhook with its headers and deliveries, and a refused form with its errors. */
export async function showWebhook(
  req: Request,
  res: Response,
  webhook: FoundWebhook,
  forms: { header?: object; test?: object } = {},
): Promise<void> {
  const can = permissionsOf(actor(req), webhook.namespace);
  res.render("outbound/webhooks/show", {
    webhook,
    can,
    noDeliveries: noDeliveries(webhook, can),
    page: await listDeliveries(webhook, LongPageQuery.parse(req.query)),
    keptDays,
    forms: { header: blank({ name: "" }), test: blank(), ...forms },
  });
}

/** What a webhook's page says while nothing was sent. */
export function noDeliveries(
  { disabledAt }: Pick<FoundWebhook, "disabledAt">,
  { manage }: { manage: boolean },
): string {
  const next = "Nothing was sent yet. The next push or deletion in this namespace is sent";
  if (disabledAt) return `${next} once the webhook is enabled.`;
  return manage ? `${next}; send a test to check the receiver.` : `${next}.`;
}
