import { createHash } from "node:crypto";
import { depthOf, storableJson, storableText } from "../../platform/db/text.ts";
import { parseJson, parsing } from "../../platform/json.ts";
import { offLoop } from "../../platform/thread-pool.ts";
import { type Batch, batchesOf } from "./batch.ts";
import { classify } from "./classify.ts";
import { type RegistryEvent, readEvent } from "./schemas.ts";

/** An event as it is stored: a row of registry_events. */
export interface EventRow {
  eventId: string;
  action: string;
  repository: string;
  occurredAt: string;
  payload: string; // JSON
  state: "pending" | "ignored" | "failed";
  reason: string | null;
}

const maxPayloadLength = 65_536; // characters of one event
const maxDepth = 32;

/** What a registry sent, as rows to store: one for each event that is not dropped, or one for an unreadable body. */
export function* readEnvelope(text: string, received: Date): Generator<EventRow> {
  const envelope = parse(text);
  if (!envelope) return yield unreadable("The body is not a JSON object.", text, received);

  const { events } = envelope;
  if (events === undefined && Object.keys(envelope).length === 0) return; // 3.x leaves an empty list out
  if (!Array.isArray(events))
    return yield unreadable("The body has no list of events.", text, received);
  for (const event of events) {
    const row = rowOf(event, received);
    if (row) yield row;
  }
}

export const readBatches = (text: string, received: Date): Batch[] => [
  ...batchesOf(readEnvelope(text, received)),
];

const readInThread = offLoop(import.meta.url, "readBatches", readBatches);

/** The same in batches: in a thread if the text is long, otherwise as they are needed. */
export async function readEnvelopeOffLoop(text: string, received: Date): Promise<Iterable<Batch>> {
  return text.length > parsing.maxOnLoop
    ? readInThread(text, received)
    : batchesOf(readEnvelope(text, received));
}

/** How the ids of events that could not be read begin. */
export const unreadablePrefix = "unreadable:";

/** Why a retry of an event would fail for the same reason; null if it may succeed. */
export function retryRefusal(stored: { eventId: string; payload: unknown }): string | null {
  const isUnreadable = stored.eventId.startsWith(unreadablePrefix);
  const event = isUnreadable ? null : readEvent(stored.payload);
  if (!event) return "Portus cannot read this event, so a retry would fail again.";
  const classification = classify(event);
  if (classification.state === "pending" || classification.state === "dropped") return null;
  return `A retry would end the same way. ${classification.reason}`;
}

/** A row for an unreadable event or body. Its id is a hash, so that sending it again adds no second row. */
export function unreadable(reason: string, text: string, received: Date): EventRow {
  return {
    eventId: `${unreadablePrefix}${hash(text)}`,
    action: "",
    repository: "",
    occurredAt: instant(undefined, received),
    payload: storableJson({ text: text.slice(0, maxPayloadLength) }),
    state: "failed",
    reason,
  };
}

/** Null for an event that is dropped. */
function rowOf(raw: unknown, received: Date): EventRow | null {
  const event = readEvent(raw);
  if (!event)
    return unreadable("The event has no target.", textOf(raw, "nested too deep"), received);

  const classification = classify(event);
  if (classification.state === "dropped") return null;
  const payload = textOf(raw, event);
  return {
    eventId: event.id && event.id.length <= 255 ? event.id : `hash:${hash(payload)}`,
    action: (event.action ?? "").slice(0, 50),
    repository: (event.target.repository ?? "").slice(0, 255),
    occurredAt: instant(event.timestamp, received),
    payload: payload.length <= maxPayloadLength ? payload : short(event),
    state: classification.state,
    reason: classification.state === "pending" ? null : classification.reason,
  };
}

/** Only the fields that we read, each cut to a length that names can have. */
function short(event: RegistryEvent): string {
  const fields = JSON.parse(JSON.stringify(event), (_key, value) =>
    typeof value === "string" ? storableText(value.slice(0, 1024)) : value,
  );
  return storableJson(fields);
}

/** What was received, or what we read of it if it is nested deeper than anything a registry sends. */
function textOf(raw: unknown, read: RegistryEvent | string): string {
  return storableJson(depthOf(raw, maxDepth) < maxDepth ? raw : read);
}

function parse(text: string): { events?: unknown } | null {
  const value = parseJson(text);
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : null;
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

const rfc3339 = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)$/;
const hourMs = 3_600_000;
const oldest = Date.UTC(2013, 0); // before the first registry

/**
 * The registry's time in UTC as text that sorts, to the microsecond: Postgres stores no finer time, and Date only
 * milliseconds. An invalid time, or one far in the future (which would make later pushes look older), becomes the time
 * of receipt.
 */
function instant(text: string | undefined, received: Date): string {
  const [, day, time, fraction = "", zone = "Z"] = rfc3339.exec(text ?? "") ?? [];
  const at = Date.parse(`${day}T${time}${zone.toUpperCase()}`);
  const sane = at >= oldest && at <= received.getTime() + hourMs;
  if (!sane) return received.toISOString().replace("Z", "000Z");

  const micros = fraction.slice(0, 6).padEnd(6, "0");
  return `${new Date(at).toISOString().slice(0, 19)}.${micros}Z`;
}
