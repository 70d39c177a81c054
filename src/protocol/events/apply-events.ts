import { recordDelete } from "../../catalogue/repositories/recording/delete.ts";
import { recordPulls } from "../../catalogue/repositories/recording/pull.ts";
import { requestLookups } from "../../catalogue/repositories/recording/pull-lookups.ts";
import { recordPush } from "../../catalogue/repositories/recording/push.ts";
import { portus } from "../../identity/actor/system-actors.ts";
import { judgeMove } from "../../lifecycle/immutable/judge.ts";
import { enqueue, type Notice } from "../../outbound/webhooks/delivery/enqueue.ts";
import type { Tx } from "../../platform/db/client.ts";
import { judge } from "./classify.ts";
import { noticeOf } from "./notice.ts";
import type { Arrival, Outcome } from "./queue.ts";
import { type Find, lookUp, type Surroundings } from "./resolve.ts";
import type { RegistryEvent } from "./schemas.ts";

/** An event that means something, with what it is about. */
interface Ready extends Surroundings, Arrival {
  event: RegistryEvent;
}

/**
 * Applies the events of one repository, its pulls last and all at once; says of each what became of it. Webhooks are told
 * of every push and deletion, also of those that change nothing here, such as the deletions that Portus itself asked for.
 */
export async function applyInOrder(tx: Tx, arrivals: readonly Arrival[]): Promise<Outcome[]> {
  const find = lookUp(tx);
  const outcomes: Outcome[] = [];
  const pulls: Ready[] = [];
  const notices: Notice[] = [];

  for (const arrival of arrivals) {
    const it = await prepare(find, arrival);
    if ("state" in it) outcomes.push(it);
    else if (it.event.action === "pull") pulls.push(it);
    else {
      outcomes.push(await (it.event.action === "push" ? push(tx, it) : remove(tx, it)));
      notices.push(noticeOf(it));
    }
  }
  await enqueue(tx, notices);
  return [...outcomes, ...(await pull(tx, pulls))];
}

/** Judged anew: an admin may have sent one back that was set aside when it came. */
async function prepare(find: Find, arrival: Arrival): Promise<Ready | Outcome> {
  const { id, event } = arrival;
  if (!event) return { id, state: "failed", reason: "The event can't be read." };
  const verdict = judge(event);
  if (verdict.state === "dropped") return ignored(id, "It changes nothing here.");
  if (verdict.state !== "pending") return { id, ...verdict };

  const found = await find(event);
  return "state" in found ? { id, ...found } : { ...arrival, event, ...found };
}

async function push(tx: Tx, { id, at, event, namespace, agent }: Ready): Promise<Outcome> {
  const { repository = "", digest = "", mediaType = "", size, tag } = event.target;
  const kept = await recordPush(tx, {
    namespace,
    repository,
    digest,
    mediaType,
    size,
    tag,
    agent,
    at,
  });
  if (!kept) return ignored(id, "It was deleted after this push.");
  if (tag) await judgeMove(tx, { namespace, repository, digest, tag, agent, at });
  return { id, state: "applied" };
}

async function remove(tx: Tx, { id, at, event, namespace, agent }: Ready): Promise<Outcome> {
  const { repository = "", digest, tag } = event.target;
  const known = await recordDelete(tx, {
    namespace,
    repository,
    digest,
    tag,
    agent,
    at,
    request: event.request?.id,
    silent: agent.username === portus.username,
  });
  return known ? { id, state: "applied" } : ignored(id, "Nothing of that kind is known here.");
}

/** A fetch is a pull. A look at a tag is a sign of use: clients that have the image already go no further. */
async function pull(tx: Tx, ready: readonly Ready[]): Promise<Outcome[]> {
  const pulls = ready.filter(({ event }) => event.request?.method !== "HEAD" || event.target.tag);
  const looks = ready.filter((it) => !pulls.includes(it));
  const outcomes: Outcome[] = looks.map(({ id }) => ignored(id, "A look by digest is no pull."));
  for (const group of byNamespace(pulls)) outcomes.push(...(await pullFrom(tx, group)));
  return outcomes;
}

/** One name in two registries makes two repositories. */
function byNamespace(pulls: readonly Ready[]): Ready[][] {
  const ids = new Set(pulls.map(({ namespace }) => namespace.id));
  return [...ids].map((id) => pulls.filter(({ namespace }) => namespace.id === id));
}

const notInCatalogue =
  "This repository is not in the catalogue, and the registry did not show it when asked.";

async function pullFrom(tx: Tx, group: readonly Ready[]): Promise<Outcome[]> {
  const [first] = group;
  if (!first) return [];

  const { namespace, event } = first;
  const pulls = group.map(({ at, event, attempts }) => ({
    first: attempts === 0,
    digest: event.target.digest ?? "",
    tag: event.target.tag,
    at,
    counted: event.request?.method !== "HEAD",
  }));
  const from = { namespace, repository: event.target.repository ?? "" };
  const known = await recordPulls(tx, from, pulls);
  await requestLookups(
    tx,
    from,
    pulls.filter(({ first }) => first),
  ); // one that waited was answered
  return group.map(({ id }) =>
    known ? { id, state: "applied" } : { id, state: "waiting", reason: notInCatalogue },
  );
}

function ignored(id: bigint, reason: string): Outcome {
  return { id, state: "ignored", reason };
}
