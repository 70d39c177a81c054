import type { Tx } from "../../platform/db/client.ts";
import { loadNamespaces } from "../../tenancy/policy/guarded.ts";
import { actorProver } from "./actor-proof.ts";
import { classify } from "./classify.ts";
import { ignored, type Outcome, type PendingEvent } from "./queue.ts";
import { type Resolved, resolver } from "./resolve.ts";
import type { RegistryEvent } from "./schemas.ts";

/** An event that can be applied. */
export interface ReadyEvent extends Resolved, PendingEvent {
  event: RegistryEvent;
  isProven: boolean; // whether it is believed about its actor; true for pulls
}

/** Classifies and resolves events, in order. Those that cannot be applied have an outcome already. */
export async function prepare(
  tx: Tx,
  events: readonly PendingEvent[],
): Promise<{ ready: ReadyEvent[]; outcomes: Outcome[] }> {
  const readable: Readable[] = [];
  const resolved: Omit<ReadyEvent, "isProven">[] = [];
  const outcomes: Outcome[] = [];
  for (const event of events) put(read(event), readable, outcomes);
  const resolve = await resolver(tx, readable);
  for (const it of readable) {
    const found = resolve(it.event, it);
    put("state" in found ? { id: it.id, ...found } : { ...it, ...found }, resolved, outcomes);
  }
  return { ready: await prove(tx, resolved), outcomes };
}

type Readable = PendingEvent & { event: RegistryEvent };

function put<T extends object>(it: T | Outcome, those: T[], outcomes: Outcome[]): void {
  if ("state" in it) outcomes.push(it);
  else those.push(it);
}

/** It is classified again because an admin may retry an event that failed when it came. */
function read({ event, ...pending }: PendingEvent): Readable | Outcome {
  const { id } = pending;
  if (!event) return { id, state: "failed", reason: "The event is not readable." };
  const classification = classify(event);
  if (classification.state === "dropped") return ignored(id, "It changes nothing here.");
  return classification.state === "pending" ? { ...pending, event } : { id, ...classification };
}

/** The query about roles that were lost is needed only for those who may not do that now, so it is asked for each. */
async function prove(tx: Tx, events: Omit<ReadyEvent, "isProven">[]): Promise<ReadyEvent[]> {
  const ids = [...new Set(events.map(({ namespace }) => namespace.id))];
  const isBelieved = actorProver(tx, await loadNamespaces(tx, ids));
  const ready: ReadyEvent[] = [];
  for (const it of events) {
    ready.push({ ...it, isProven: it.event.action === "pull" || (await isBelieved(claimOf(it))) });
  }
  return ready;
}

function claimOf({ event, agent, ...it }: Omit<ReadyEvent, "isProven">) {
  const { repository = "" } = event.target;
  const action = event.action === "push" ? ("push" as const) : ("delete" as const);
  return { ...it, action, username: agent.username, repository };
}
