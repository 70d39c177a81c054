import type { Notice } from "../../outbound/webhooks/delivery/enqueue.ts";
import type { Namespace } from "../../platform/db/client.ts";
import type { PendingEvent } from "./queue.ts";
import type { RegistryEvent } from "./schemas.ts";

interface ResolvedEvent extends PendingEvent {
  namespace: Pick<Namespace, "id">;
  event: RegistryEvent;
}

/** The body that webhooks get about an event: the registry's event, as the original Portus sent it. */
export function noticeOf({ eventId, namespace, event, payload, trace }: ResolvedEvent): Notice {
  return {
    namespaceId: namespace.id,
    uuid: eventId,
    event: event.action === "push" ? "push" : "delete",
    subject: subjectOf(event.target),
    repository: event.target.repository ?? "",
    tag: event.target.tag ?? null,
    payload,
    trace,
  };
}

function subjectOf({ repository = "", tag, digest }: RegistryEvent["target"]): string {
  if (tag) return `${repository}:${tag}`;
  return digest ? `${repository}@${digest}` : repository;
}
