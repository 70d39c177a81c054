import type { Actor } from "../../identity/actor/actor.ts";
import { findActorsBySession } from "../../identity/sign-in/sessions.ts";
import { config } from "../../platform/config/config.ts";
import { type ChangeDetails, detailsOf } from "./change-details.ts";
import { type Change, changesSince } from "./changes.ts";
import { canListen, canSeeChange } from "./policy.ts";
import { endStream, type Stream, send } from "./streams.ts";
import { concerns, type Topic } from "./topics.ts";

const maxNamed = 3;

/** The person at each open page; null for anonymous visitors. */
type Viewers = ReadonlyMap<Stream, Actor | null>;

/** Sends each open page the changes that concern it and that its viewer may see now. */
export async function broadcast(
  streams: readonly Stream[],
  changes: readonly Change[],
): Promise<void> {
  const concerned = streams.filter((stream) => changes.some((change) => concerns(stream, change)));
  if (concerned.length === 0) return;

  const { rules } = config;
  const viewers = await viewersOf(concerned);
  const details = await detailsOf(changes, idsOf(viewers));
  for (const [stream, actor] of viewers) {
    const visible = details.filter((it) => concerns(stream, it) && canSeeChange(actor, it, rules));
    const fresh = visible.filter(({ at }) => at >= stream.named);
    if (visible.length > 0) send(stream, fresh.slice(0, maxNamed).map(announcement), fresh.length);
  }
}

/** Sends a page that has just started to listen the changes it missed. */
export async function sendMissed(stream: Stream): Promise<void> {
  const now = Date.now();
  const missed = changesSince(stream.from);
  if (missed) await broadcast([stream], missed);
  else send(stream, []);
  Object.assign(stream, { from: now, named: now });
}

/** Ends the streams whose session has ended, or whose viewer may no longer see the topic. */
export async function endForbidden(streams: readonly Stream[]): Promise<void> {
  if (streams.length === 0) return;
  const viewers = await viewersOf(streams);
  const places = [...viewers.keys()].flatMap(({ topic }) => placeOf(topic));
  const details = await detailsOf(places, idsOf(viewers));
  for (const [stream, actor] of viewers)
    if (!canListen(actor, stream.topic, { details, rules: config.rules })) endStream(stream);
}

function placeOf(topic: Topic): Change[] {
  if (topic.of === "repository") return [{ kind: "change", id: topic.id, at: 0 }];
  return topic.of === "namespace" ? [{ kind: "deletion", namespace: topic.id, at: 0 }] : [];
}

/** The viewer of each stream. Ends the streams whose session has ended. */
async function viewersOf(streams: readonly Stream[]): Promise<Viewers> {
  const holders = await findActorsBySession(streams.flatMap(({ session }) => session ?? []));
  const viewers = new Map<Stream, Actor | null>();
  for (const stream of streams) {
    const holder = stream.session === null ? null : holders.get(stream.session);
    if (holder === undefined) endStream(stream);
    else viewers.set(stream, holder);
  }
  return viewers;
}

function idsOf(viewers: Viewers): number[] {
  return [...new Set([...viewers.values()].flatMap((actor) => actor?.id ?? []))];
}

function announcement({ kind, name, tag }: ChangeDetails) {
  return { kind, repository: name, tag };
}
