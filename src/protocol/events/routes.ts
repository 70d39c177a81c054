import { Router } from "express";
import { z } from "zod";
import { button } from "../../platform/http/input/form.ts";
import { flash } from "../../platform/http/session.ts";
import { log } from "../../platform/log.ts";
import { paths } from "../../platform/paths/paths.ts";
import { announceEchoes } from "../../registry/echo.ts";
import { adviceOn } from "./advice.ts";
import {
  type EventSetAside,
  eventsOverview,
  eventsSetAside,
  retryEvent,
  retryFailedEvents,
} from "./events.ts";
import { isFromRegistry, readBody, storeEvents } from "./receive.ts";

/**
 * Where registries send their notifications. They repeat whatever is not answered 2xx, for ever and before anything
 * else: so only a wrong secret is refused, and only what could not be stored is asked for again.
 */
export const notifications = Router();

notifications.post("/", async (req, res) => {
  if (!isFromRegistry(req.get("authorization"))) {
    log.warn({ address: req.ip }, howToAuthorize);
    return res.status(401).json(refusal("UNAUTHORIZED", howToAuthorize));
  }
  try {
    const { rows, echoes } = await readBody(req);
    await storeEvents(rows);
    await announceEchoes(echoes); // after the commit: those who wait for them read the events before
  } catch (error) {
    log.error({ err: error }, "events could not be stored; the registry will send them again");
    return res.status(503).json(refusal("UNAVAILABLE", "The events could not be stored."));
  }
  res.status(202).json({});
});

notifications.all("/", (_req, res) => {
  const sentence = "Registries POST their notifications here.";
  res.status(405).set("Allow", "POST").json(refusal("UNSUPPORTED", sentence));
});

const howToAuthorize =
  "A notification came without the right secret. In the registry's config.yml, give the endpoint under notifications the header Authorization: [Bearer <PORTUS_EVENTS_SECRET>]; `bin/portus registry-config` prints it.";

const refusal = (code: string, message: string) => ({ errors: [{ code, message }] });

/** Under /admin: what was set aside, why, and the way back. */
export const administration = Router();

const mostEvents = 2n ** 63n - 1n;
const EventId = z.coerce.bigint().positive().max(mostEvents).optional().catch(undefined);
const SetAsideQuery = z.object({
  state: z.enum(["failed", "ignored"]).catch("failed"),
  before: EventId,
  after: EventId,
});

administration.get("/events", async (req, res) => {
  const { state, ...place } = SetAsideQuery.parse(req.query);
  const [page, overview] = await Promise.all([eventsSetAside(state, place), eventsOverview()]);
  const turn = (name: "before" | "after", id: bigint | undefined) =>
    id ? paths.failedEvents({ state, [name]: String(id) }) : null;
  res.render("protocol/events/index", {
    state,
    overview,
    events: page.events.map(shown),
    older: turn("before", page.older),
    newer: turn("after", page.newer),
  });
});

const longestShown = 20_000; // characters of what came

function shown(event: EventSetAside) {
  const text = JSON.stringify(event.payload, null, 2).slice(0, longestShown);
  return { ...event, text, advice: adviceOn(event.reason) };
}

administration.post("/events/retry", button, async (req, res) => {
  const count = await retryFailedEvents();
  flash(
    req,
    count === 1 ? "1 event is being tried again" : `${count} events are being tried again`,
  );
  res.redirect(303, paths.failedEvents());
});

administration.post("/events/:id/retry", button, async (req, res) => {
  await retryEvent(EventId.parse(req.params.id) ?? 0n);
  flash(req, "The event is being tried again");
  res.redirect(303, paths.failedEvents());
});
