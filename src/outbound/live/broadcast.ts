import type { Actor } from "../../identity/actor/actor.ts";
import { findActorsBySession } from "../../identity/sign-in/sessions.ts";
import { config } from "../../platform/config/config.ts";
import { judge } from "../../tenancy/policy/policy.ts";
import { type Fact, factsOf } from "./change-details.ts";
import { type Change, newsSince } from "./changes.ts";
import { endStream, type Stream, send } from "./streams.ts";
import { concerns, type Topic } from "./topics.ts";

const maxNamed = 3;

/** The people who have pages open. */
type Viewers = ReadonlyMap<Stream, Actor | null>;

/** Sends each open page the changes that concern it and that its viewer may see now. */
export async function broadcast(
  streams: readonly Stream[],
  changes: readonly Change[],
): Promise<void> {
  const near = streams.filter((stream) => changes.some((change) => concerns(stream, change)));
  if (near.length === 0) return;

  const viewers = await viewersOf(near);
  const facts = await factsOf(changes, idsOf(viewers));
  for (const [stream, actor] of viewers) {
    const visible = facts.filter((fact) => concerns(stream, fact) && mayKnow(actor, fact));
    const fresh = visible.filter(({ at }) => at >= stream.named);
    if (visible.length > 0) send(stream, fresh.slice(0, maxNamed).map(words), fresh.length);
  }
}

/** Sends a page that starts to listen the changes that it missed. */
export async function tellMissed(stream: Stream): Promise<void> {
  const now = Date.now();
  const missed = newsSince(stream.from);
  if (missed) await broadcast([stream], missed);
  else send(stream, []);
  Object.assign(stream, { from: now, named: now });
}

/** Ends the streams whose session has ended, or whose viewer may no longer see the topic. */
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

/** Ends the stream of a viewer whose session has ended. */
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
