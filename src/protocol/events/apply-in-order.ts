import { recordDelete } from "../../catalogue/repositories/recording/delete.ts";
import { recordPulls } from "../../catalogue/repositories/recording/pull.ts";
import {
  queueDeletionLookup,
  queueLookups,
} from "../../catalogue/repositories/recording/pull-lookups.ts";
import { recordPush } from "../../catalogue/repositories/recording/push.ts";
import { portus } from "../../identity/actor/system-actors.ts";
import { requesterOf } from "../../lifecycle/deletion/requester.ts";
import { takeRestored } from "../../lifecycle/deletion/restore/image-records.ts";
import { classifyMove } from "../../lifecycle/immutable/classify.ts";
import { enqueue, type Notice } from "../../outbound/webhooks/delivery/enqueue.ts";
import type { Tx } from "../../platform/db/client.ts";
import { actorProver } from "./actor-proof.ts";
import { classify } from "./classify.ts";
import type { Outcome, PendingEvent } from "./queue.ts";
import { type Resolve, type Resolved, resolver } from "./resolve.ts";
import type { RegistryEvent } from "./schemas.ts";
import { noticeOf } from "./webhook-notice.ts";

interface Ready extends Resolved, PendingEvent {
  event: RegistryEvent;
}

/**
 * Applies the events of one repository, its pulls last and together, and returns their outcomes. Webhooks are called for
 * every push and deletion, even if it changes nothing here, such as a deletion that Portus requested itself.
 */
export async function applyInOrder(tx: Tx, events: readonly PendingEvent[]): Promise<Outcome[]> {
  const resolve = resolver(tx);
  const isProven = actorProver(tx);
  const outcomes: Outcome[] = [];
  const pulls: Ready[] = [];
  const notices: Notice[] = [];

  for (const event of events) {
    const it = await prepare(resolve, event);
    if ("state" in it) outcomes.push(it);
    else if (it.event.action === "pull") pulls.push(it);
    else if (!(await isBelieved(isProven, it))) outcomes.push(await lookUpInstead(tx, it));
    else {
      outcomes.push(await (it.event.action === "push" ? applyPush(tx, it) : applyDelete(tx, it)));
      notices.push(noticeOf(it));
    }
  }
  await enqueue(tx, notices);
  return [...outcomes, ...(await applyPulls(tx, pulls))];
}

/** Classifies and resolves an event. It is classified again because an admin may retry one that failed when it came. */
async function prepare(resolve: Resolve, pending: PendingEvent): Promise<Ready | Outcome> {
  const { id, event } = pending;
  if (!event) return { id, state: "failed", reason: "The event is not readable." };
  const classification = classify(event);
  if (classification.state === "dropped") return ignored(id, "It changes nothing here.");
  if (classification.state !== "pending") return { id, ...classification };

  const resolved = await resolve(event, pending);
  return "state" in resolved ? { id, ...resolved } : { ...pending, event, ...resolved };
}

type IsProven = ReturnType<typeof actorProver>;

async function isBelieved(isProven: IsProven, { event, agent, ...it }: Ready): Promise<boolean> {
  const { repository = "" } = event.target;
  const action = event.action === "push" ? "push" : "delete";
  return isProven({ ...it, action, username: agent.username, repository });
}

/**
 * What the registry really has enters the catalogue without an author, and what it no longer has is removed. No webhook is
 * called: nothing is proven.
 */
async function lookUpInstead(tx: Tx, { id, at, event, namespace, agent }: Ready): Promise<Outcome> {
  const { repository = "", digest = "", tag } = event.target;
  if (event.action === "push") {
    const push = { digest, tag, at, counted: false };
    await queueLookups(tx, { namespace, repository, unproven: true }, [push]);
    return ignored(
      id,
      `${agent.username} may not push to ${repository}, so the event does not prove who pushed. Portus looks at the registry instead.`,
    );
  }
  const who = agent.username
    ? `${agent.username.slice(0, 255)} may`
    : "People without a sign-in may";
  const unproven = `${who} not delete from ${repository}, so the event does not prove the deletion.`;
  const reference = tag ?? digest;
  if (!reference) return ignored(id, `${unproven} The next sync compares the whole repository.`);
  await queueDeletionLookup(tx, { namespace, repository }, { reference, at });
  return ignored(id, `${unproven} Portus looks at the registry instead.`);
}

async function applyPush(tx: Tx, { id, at, event, namespace, agent }: Ready): Promise<Outcome> {
  const { repository = "", digest = "", mediaType = "", size, tag } = event.target;
  const { registryId } = namespace;
  const { username } = agent;
  const restored = await takeRestored(tx, { registryId, repository, digest, tag, username });
  const isStored = await recordPush(tx, {
    namespace,
    repository,
    digest,
    mediaType,
    size,
    tag,
    agent,
    at,
    restored,
  });
  if (!isStored) return ignored(id, "It was deleted after this push.");
  if (tag) await classifyMove(tx, { namespace, repository, digest, tag, agent, at });
  return { id, state: "applied" };
}

async function applyDelete(tx: Tx, { id, at, event, namespace, agent }: Ready): Promise<Outcome> {
  const { repository = "", digest, tag } = event.target;
  const silent = agent.username === portus.username;
  const deletion = { registryId: namespace.registryId, repository, digest, tag };
  const known = await recordDelete(tx, {
    namespace,
    repository,
    digest,
    tag,
    agent: (silent && (await requesterOf(tx, deletion))) || agent,
    at,
    request: event.request?.id,
    silent,
  });
  return known ? { id, state: "applied" } : ignored(id, "The catalogue has nothing of this.");
}

/** A GET is a pull, and so is a HEAD of a tag: a client that already has the image sends nothing more. */
async function applyPulls(tx: Tx, ready: readonly Ready[]): Promise<Outcome[]> {
  const pulls = ready.filter(({ event }) => event.request?.method !== "HEAD" || event.target.tag);
  const others = ready.filter((it) => !pulls.includes(it));
  const outcomes = others.map(({ id }) => ignored(id, "A HEAD request by digest is not a pull."));
  for (const group of byNamespace(pulls)) outcomes.push(...(await applyPullsFrom(tx, group)));
  return outcomes;
}

/** The same name in two registries means two repositories. */
function byNamespace(pulls: readonly Ready[]): Ready[][] {
  const ids = new Set(pulls.map(({ namespace }) => namespace.id));
  return [...ids].map((id) => pulls.filter(({ namespace }) => namespace.id === id));
}

const notInCatalogue =
  "This repository is not in the catalogue, and the registry did not have it when asked.";

async function applyPullsFrom(tx: Tx, group: readonly Ready[]): Promise<Outcome[]> {
  const [first] = group;
  if (!first) return [];

  const { namespace, event } = first;
  const pulls = group.map(({ at, event, attempts }) => ({
    isFirstAttempt: attempts === 0,
    digest: event.target.digest ?? "",
    tag: event.target.tag,
    at,
    counted: event.request?.method !== "HEAD",
  }));
  const from = { namespace, repository: event.target.repository ?? "" };
  const known = await recordPulls(tx, from, pulls);
  const fresh = pulls.filter(({ isFirstAttempt }) => isFirstAttempt); // the others were looked up already
  await queueLookups(tx, from, fresh);
  return group.map(({ id }) =>
    known ? { id, state: "applied" } : { id, state: "waiting", reason: notInCatalogue },
  );
}

function ignored(id: bigint, reason: string): Outcome {
  return { id, state: "ignored", reason };
}
