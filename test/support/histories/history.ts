import type { ModelEvent } from "./model.ts";

type Random = () => number;

/** A random history: what arrives, in order of arrival, cut into sets. */
export interface History {
  sets: ModelEvent[][];
}

const start = Date.UTC(2026, 0, 1, 12) * 1000; // microseconds
export const digests = ["a", "b", "c", "d"].map((letter) => `sha256:${letter.repeat(64)}`);
const tags = ["x", "y", "v1"];
export const people = ["alice", "bob"];

/**
 * Pushes, moves of tags, deletions of tags, digests and whole repositories, by people who may and who may not, some
 * within the same millisecond; some of them reported twice, and some late. Each set is in order of time, as it is claimed.
 */
export function makeHistory(random: Random, repositories: readonly string[]): History {
  const events = Array.from({ length: 4 + Math.floor(random() * 14) }, (_, n) =>
    makeEvent(random, n, pick(random, repositories)),
  );
  const repeated = events
    .filter(() => random() < 0.15)
    .map((event, n) => ({ ...event, id: BigInt(1_000 + n) }));
  const arrived = late([...events, ...repeated], random);
  const sets: ModelEvent[][] = [];
  while (arrived.length > 0) sets.push(arrived.splice(0, 1 + Math.floor(random() * 8)));
  return { sets: sets.map((set) => set.sort((a, b) => a.at - b.at || Number(a.id - b.id))) };
}

function makeEvent(random: Random, n: number, repository: string): ModelEvent {
  const micros = Math.floor(n / 2) * 1_000 + pick(random, [0, 0, 400, 500, 999]);
  const at = start + micros + (random() < 0.5 ? 0 : n * 1_000_000);
  const [digest, tag] = [pick(random, digests), pick(random, tags)];
  const base = { id: BigInt(n + 1), repository, at, actor: pick(random, [...people, "portus"]) };
  const request = `request-${random() < 0.5 ? Math.floor(n / 3) : `of-${n}`}`;
  const kind = random();
  const isProven = random() < 0.9;
  if (kind < 0.5) return { ...base, action: "push", digest, tag, isProven };
  if (kind < 0.58) return { ...base, action: "push", digest, isProven };
  const what =
    kind < 0.75 ? { digest } : kind < 0.92 ? { tag } : kind < 0.96 ? { digest, tag } : {};
  return { ...base, action: "delete", ...what, request, isProven: true };
}

/** Most events arrive in order, some later than others. */
function late(events: readonly ModelEvent[], random: Random): ModelEvent[] {
  return events
    .map((event) => ({ event, arrival: event.at + (random() < 0.3 ? random() * 20_000_000 : 0) }))
    .sort((one, two) => one.arrival - two.arrival)
    .map(({ event }) => event);
}

export function pick<T>(random: Random, items: readonly T[]): T {
  return items[Math.floor(random() * items.length)] as T; // random() is below 1
}

/** As registries and Postgres write it. */
export function textOf(at: number): string {
  const fraction = String(at % 1_000_000).padStart(6, "0");
  return `${new Date(Math.floor(at / 1_000)).toISOString().slice(0, 19)}.${fraction}Z`;
}

export const microsOf = (text: string): number =>
  Date.parse(`${text.slice(0, 19)}Z`) * 1_000 + Number(text.slice(20, 26));
