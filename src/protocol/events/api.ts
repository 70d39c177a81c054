import { z } from "zod";
import { audit } from "../../identity/actor/request.ts";
import { text } from "../../platform/bounded-text.ts";
import { NotFound } from "../../platform/errors.ts";
import { endpoint } from "../../platform/http/api/endpoint.ts";
import { retryEvent, retryFailedEvents } from "./events.ts";
import { EventId } from "./schemas.ts";

const EventParams = z.object({ id: text(255, { kind: "raw" }) });

export const endpoints = [
  endpoint("post", "/events/retry", {
    summary: "Retry all failed events of registries",
    allowsRestrictedTokens: true,
    caller: "admin",
    status: 202,
    answer: z.object({ retried: z.int() }),
    run: async ({ req }) => ({ retried: await retryFailedEvents(audit(req)) }),
  }),

  endpoint("post", "/events/:id/retry", {
    summary: "Retry one event of a registry",
    allowsRestrictedTokens: true,
    caller: "admin",
    params: EventParams,
    run: async ({ req, params: { id } }) => {
      const eventId = EventId.parse(id);
      if (eventId === undefined) throw new NotFound("event");
      await retryEvent(audit(req), eventId);
    },
  }),
];
