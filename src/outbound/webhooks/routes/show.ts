import type { Request, Response } from "express";
import { actor } from "../../../identity/actor/request.ts";
import { SortQuery } from "../../../platform/db/sorted.ts";
import { blank } from "../../../platform/http/input/form.ts";
import { readPageQuery } from "../../../platform/http/input/page-query.ts";
import { idIn } from "../../../platform/http/input/params.ts";
import { sortedList, totalOf } from "../../../platform/http/pages/sorted-list.ts";
import type { Query } from "../../../platform/paths/parts.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { plural } from "../../../platform/plural.ts";
import { permissionsOf } from "../change.ts";
import { keptDays, listDeliveries } from "../delivery/deliveries.ts";
import { eventWords } from "../events.ts";
import { type FailingWebhook, failingWebhooks } from "../failing.ts";
import { type FoundWebhook, findWebhook } from "../find.ts";
import { DeliveriesQuery } from "../schemas.ts";

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
  const query = readPageQuery(res, SortQuery);
  const filters = readPageQuery(res, DeliveriesQuery);
  const page = await listDeliveries(webhook, filters, query);
  const path = (params: Query = {}) => paths.webhook(webhook, params);
  const [failing] = await failingWebhooks({ ids: [webhook.id] });
  res.render("outbound/webhooks/show", {
    ...sortedList(res, { filters, page, path }),
    total: await totalOf(page, filters, { noun: "delivery", nouns: "deliveries" }),
    path,
    webhook,
    can,
    failing,
    banners: failing ? [failureBanner(failing, can)] : [],
    calledFor: eventWords(webhook.events),
    noDeliveries: noDeliveries(webhook, can),
    keptDays,
    forms: { header: blank({ name: "" }), test: blank(), ...forms },
  });
}

/** Only those who manage the webhook read what to do. */
function failureBanner({ failures, reason }: FailingWebhook, { manage }: { manage: boolean }) {
  const cure = manage
    ? " Fix the receiver or the address, then send a test and resend what failed."
    : "";
  const what = plural(failures, "delivery has", "deliveries have");
  const text = `${what} failed since the last that arrived: ${reason}.${cure}`;
  return { severity: "bad", text, link: null };
}

/** What a webhook's page says while nothing was sent. */
export function noDeliveries(
  { disabledAt, events }: Pick<FoundWebhook, "disabledAt" | "events">,
  { manage }: { manage: boolean },
): string {
  const next = `Nothing was sent yet. The next ${eventWords(events)} in this namespace is sent`;
  if (disabledAt) return `${next} once the webhook is enabled.`;
  return manage ? `${next}; send a test to check the receiver.` : `${next}.`;
}
