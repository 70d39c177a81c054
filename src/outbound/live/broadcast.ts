import type { Actor } from "../../identity/actor/actor.ts";
import { findActorsBySession } from "../../identity/sign-in/sessions.ts";
import { config } from "../../platform/config/config.ts";
import { judge } from "../../tenancy/policy/policy.ts";
import { type Fact, factsOf } from "./change-details.ts";
import { type Change, newsSince } from "./changes.ts";
import { endStream, type Stream, send } from "./streams.ts";
import { concerns, type Topic } from "./topics.ts";

const mostNamed = 3;

/** Who looks at a page now. */
type Viewers = ReadonlyMap<Stream, Actor | null>;

/** Tells open pages what concerns them of some changes: as much as whoever looks at each may know of it now. */
export async function tell(streams: readonly Stream[], changes: readonly Change[]): Promise<void> {
  const near = streams.filter((stream) => changes.some((change) => concerns(stream, change)));
  if (near.length === 0) return;

  const viewers = await viewersOf(near);
  const facts = await factsOf(changes, idsOf(viewers));
  for (const [stream, actor] of viewers) {
    const told = facts.filter((fact) => concerns(stream, fact) && mayKnow(actor, fact));
    const fresh = told.filter(({ at }) => at >= stream.named);
    if (told.length > 0) send(stream, fresh.slice(0, mostNamed).map(words), fresh.length);
  }
}

/** A page that begins to listen is told what it missed. */
export async function tellMissed(stream: Stream): Promise<void> {
  const now = Date.now();
  const missed = newsSince(stream.from);
  if (missed) await tell([stream], missed);
  else send(stream, []);
  Object.assign(stream, { from: now, named: now });
}

/** Ends the streams of those whose session has ended, and of what they may not look at any more. */
export async function endUnwanted(streams: readonly Stream[]): Promise<void> {
  if (streams.length === 0) return;
  const viewers = await viewersOf(streams);
  const places = [...viewers.keys()].flatMap(({ topic }) => placeOf(topic));
  const facts = await factsOf(places, idsOf(viewers));
  for (const [stream, actor] of viewers)
    if (!mayFollow(actor, stream.topic, facts)) endStream(stream);
}

function mayFollow(actor: Actor | null, topic: Topic, facts: readonly Fact[]): boolean {
  if (topic.of === "sync") return actor?.admin ?? false;
  if (!("id" in topic)) return true;
  const place = topic.of === "repository" ? "id" : "namespace";
  return facts.some((fact) => fact[place] === topic.id && mayKnow(actor, fact));
}

function placeOf(topic: Topic): Change[] {
  if (topic.of === "repository") return [{ kind: "change", id: topic.id, at: 0 }];
  return topic.of === "namespace" ? [{ kind: "deletion", namespace: topic.id, at: 0 }] : [];
}

/** Whose session has ended is told nothing: the stream ends. */
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

function mayKnow(actor: Actor | null, { guarded }: Fact): boolean {
  if (!guarded) return actor?.admin ?? false;
  return judge(actor, guarded, "pull", config.rules).allowed;
}

function words({ kind, name, tag }: Fact) {
  return { kind, repository: name, tag };
}
