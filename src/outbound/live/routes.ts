import { Router } from "express";
import { z } from "zod";
import { findRepositoryById } from "../../catalogue/repositories/find.ts";
import type { Actor } from "../../identity/actor/actor.ts";
import { visitor } from "../../identity/actor/request.ts";
import { ensure, NotFound, SignInRequired } from "../../platform/errors.ts";
import { readPageQuery } from "../../platform/http/input/page-query.ts";
import { findNamespace } from "../../tenancy/namespaces/find.ts";
import { sendMissed } from "./broadcast.ts";
import { canWatchSyncs } from "./policy.ts";
import { openStream } from "./streams.ts";
import { type Topic, TopicName } from "./topics.ts";

const overlapMs = 2_000; // the clocks of replicas may differ, and changes wait there before they are sent

/** A time in milliseconds; now if it is unreadable. */
const Time = z.coerce
  .number()
  .int()
  .positive()
  .catch(() => Date.now());

/** What an open page listens for, and when the page was made. */
const LiveQuery = z.object({ for: TopicName, since: Time });

/** Live updates of an open page, as server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html */
export const live = Router();

live.get("/live", async (req, res) => {
  const { for: topic, since } = readPageQuery(res, LiveQuery);
  if (!topic) throw new NotFound();
  await ensureVisible(visitor(req), topic);
  if (req.method !== "GET" || !req.get("accept")?.includes("text/event-stream"))
    return void res
      .status(406)
      .type("text")
      .send("This address sends live updates to open pages; it is not a page.\n");

  const session = req.user ? req.sessionID : null;
  const lastEventId = req.get("last-event-id");
  const named = lastEventId === undefined ? since : Time.parse(lastEventId);
  const stream = { res, topic, session, from: named - overlapMs, named };
  openStream(stream, { account: req.user?.id ?? null, address: req.ip ?? "" });
  await sendMissed(stream);
});

async function ensureVisible(person: Actor | null, topic: Topic): Promise<void> {
  if (topic.of === "repositories") return;
  if (topic.of === "namespace") return void (await findNamespace(person, topic.id));
  if (topic.of === "repository") return void (await findRepositoryById(person, topic.id));
  if (!person) throw new SignInRequired();
  if (topic.of === "sync") ensure(canWatchSyncs(person), "Only admins may see this.");
}
