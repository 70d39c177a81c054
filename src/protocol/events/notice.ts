import type { Notice } from "../../outbound/webhooks/delivery/enqueue.ts";
import type { Namespace } from "../../platform/db/client.ts";
import type { Arrival } from "./queue.ts";
import type { RegistryEvent } from "./schemas.ts";

interface Happened extends Arrival {
  namespace: Pick<Namespace, "id">;
  event: RegistryEvent;
}

/** What webhooks are told of an event: all that the registry said of it, as the ancestor sent it. */
export function noticeOf({ eventId, namespace, event, payload }: Happened): Notice {
  const { repository = "", tag, digest } = event.target;
  return {
    namespaceId: namespace.id,
    uuid: eventId,
    event: event.action === "push" ? "push" : "delete",
    subject: tag ? `${repository}:${tag}` : digest ? `${repository}@${digest}` : repository,
    body: JSON.stringify(payload),
  };
}
