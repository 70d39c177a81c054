import type { Notice } from "../../outbound/webhooks/delivery/enqueue.ts";
import type { Namespace } from "../../platform/db/client.ts";
import type { PendingEvent } from "./queue.ts";
import type { RegistryEvent } from "./schemas.ts";

interface ResolvedEvent extends PendingEvent {
  namespace: Pick<Namespace, "id">;
  event: RegistryEvent;
}

/** The body that webhooks get about an event: the registry's event, as the original Portus sent it. */
export function noticeOf({ eventId, namespace, event, payload }: ResolvedEvent): Notice {
  const { repository = "", tag, digest } = event.target;
  return {
    namespaceId: namespace.id,
    uuid: eventId,
    event: event.action === "push" ? "push" : "delete",
    subject: tag ? `${repository}:${tag}` : digest ? `${repository}@${digest}` : repository,
    body: JSON.stringify(payload),
  };
}
