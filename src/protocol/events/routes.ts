import { Router } from "express";
import { z } from "zod";
import { actor, audit } from "../../identity/actor/request.ts";
import { retrySeconds, unavailability } from "../../platform/db/unavailable.ts";
import { errorMessage } from "../../platform/error-fields.ts";
import { button } from "../../platform/http/input/form.ts";
import { readPageQuery } from "../../platform/http/input/page-query.ts";
import { flash } from "../../platform/http/session.ts";
import { log } from "../../platform/log.ts";
import { paths } from "../../platform/paths/paths.ts";
import { plural } from "../../platform/plural.ts";
import { announceEchoes, announceRefusal } from "../../registry/echo.ts";
import { RegistryApiError, sendError } from "../answers.ts";
import { adviceOn } from "./advice.ts";
import { noteArrival } from "./arrivals.ts";
import {
  dismissEvent,
  dismissFailedEvents,
  eventsOverview,
  retryEvent,
  retryFailedEvents,
  type UnappliedEvent,
  unappliedEvents,
} from "./events.ts";
import { readBody, senderOf, storeEvents } from "./receive.ts";
import { EventId } from "./schemas.ts";
import { keptDays } from "./worker.ts";

/**
 * Where registries send their notifications. A registry repeats what is not answered 2xx, forever and before anything
 * newer: so only a wrong secret is refused, and only what could not be stored has to be sent again.
 */
export const notifications = Router();

notifications.post("/", async (req, res) => {
  try {
    const sender = await senderOf(req.get("authorization"));
    if (!sender) {
      log.warn({ address: req.ip }, howToAuthorize);
      if (isFromRegistry(req.get("content-type"))) await announceRefusal();
      throw new RegistryApiError(401, { code: "UNAUTHORIZED", message: howToAuthorize });
    }
    const { batches, echoes, origin } = await readBody(req);
    await storeEvents(batches, sender);
    await noteArrival(sender, origin);
    await announceEchoes(echoes); // after the commit: a process that waits for an echo then reads the events
  } catch (error) {
    if (error instanceof RegistryApiError) throw error;
    if (req.socket.destroyed) return void log.info({ address: req.ip }, interrupted);
    if (unavailability(error)) log.warn({ why: errorMessage(error) }, notStored);
    else log.error({ err: error }, notStored);
    throw new RegistryApiError(
      503,
      { code: "UNAVAILABLE", message: "The events could not be stored." },
      { "Retry-After": String(retrySeconds) },
    );
  }
  res.status(202).json({});
});

const isFromRegistry = (type = "") =>
  type.startsWith("application/vnd.docker.distribution.events.");

notifications.all("/", () => {
  const message = "Registries POST their notifications here.";
  throw new RegistryApiError(405, { code: "UNSUPPORTED", message }, { Allow: "POST" });
});

notifications.use(sendError);

const notStored = "events could not be stored; the registry will send them again";
const interrupted = "a registry's connection ended within a notification; it will send it again";

const howToAuthorize =
  "The notification has no valid secret. In the registry's config.yml, give the endpoint under notifications the header Authorization: [Bearer <PORTUS_EVENTS_SECRET>], or with the secret of its own if an admin added it; `bin/portus registry-config` prints it.";

/** Under /admin: failed and ignored events, with their reasons and a retry. */
export const administration = Router();

const EventsQuery = z.object({
  state: z.enum(["failed", "ignored"]).catch("failed"),
  before: EventId,
  after: EventId,
});

administration.get("/events", async (req, res) => {
  const { state, ...place } = readPageQuery(res, EventsQuery);
  const [page, overview] = await Promise.all([
    unappliedEvents(actor(req), state, place),
    eventsOverview(),
  ]);
  const pageUrl = (name: "before" | "after", id: bigint | undefined) =>
    id ? paths.failedEvents({ state, [name]: String(id) }) : null;
  res.render("protocol/events/index", {
    state,
    overview,
    keptDays,
    events: page.events.map(present),
    older: pageUrl("before", page.older),
    newer: pageUrl("after", page.newer),
  });
});

const maxShownLength = 20_000; // characters of an event

function present(event: UnappliedEvent) {
  const text = JSON.stringify(event.payload, null, 2).slice(0, maxShownLength);
  return { ...event, text, advice: adviceOn(event.reason) };
}

administration.post("/events/retries", button, async (req, res) => {
  const count = await retryFailedEvents(audit(req));
  flash(req, `${plural(count, "event")} queued for a retry.`);
  res.redirect(303, paths.failedEvents());
});

administration.post("/events/:id/retries", button, async (req, res) => {
  await retryEvent(audit(req), EventId.parse(req.params.id) ?? 0n);
  flash(req, "Event queued for a retry.");
  res.redirect(303, paths.failedEvents());
});

administration.post("/events/dismissals", button, async (req, res) => {
  const count = await dismissFailedEvents(audit(req));
  flash(req, `${plural(count, "event")} dismissed.`);
  res.redirect(303, paths.failedEvents());
});

administration.post("/events/:id/dismissals", button, async (req, res) => {
  await dismissEvent(audit(req), EventId.parse(req.params.id) ?? 0n);
  flash(req, "Event dismissed.");
  res.redirect(303, paths.failedEvents());
});
