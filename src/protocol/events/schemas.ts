import { text } from "../../platform/bounded-text.ts";
import { storableText } from "../../platform/db/text.ts";

type Word = string | undefined;

/** The fields of an event that Portus reads (distribution, notifications/event.go). */
export interface RegistryEvent {
  id?: Word;
  timestamp?: Word;
  action?: Word;
  target: {
    mediaType?: Word;
    digest?: Word;
    size: number;
    repository?: Word;
    tag?: Word;
    url?: Word;
  };
  request?: { id?: Word; host?: Word; method?: Word } | undefined;
  actor?: { name?: Word } | undefined;
}

/**
 * Null if the event has no target. A field of the wrong type counts as absent. Written by hand, because a schema takes ten
 * times as long and registries send thousands of events.
 */
export function readEvent(raw: unknown): RegistryEvent | null {
  const event = fieldsOf(raw);
  const target = fieldsOf(event?.target);
  if (!event || !target) return null;
  const [request, actor] = [fieldsOf(event.request), fieldsOf(event.actor)];
  return {
    id: word(event.id),
    timestamp: word(event.timestamp),
    action: word(event.action),
    target: {
      mediaType: word(target.mediaType),
      digest: word(target.digest),
      size: sizeOf(target.size),
      repository: word(target.repository),
      tag: word(target.tag),
      url: word(target.url),
    },
    request: request && {
      id: word(request.id),
      host: word(request.host),
      method: word(request.method),
    },
    actor: actor && { name: word(actor.name) },
  };
}

function fieldsOf(value: unknown): Record<string, unknown> | undefined {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? (value as Record<string, unknown>) : undefined; // of any JSON object
}

const maxLength = 4096; // characters of a field

/** "" counts as absent, too: Distribution 3 sends it for absent fields. */
function word(value: unknown): Word {
  return typeof value === "string"
    ? storableText(value.slice(0, maxLength)) || undefined
    : undefined;
}

function sizeOf(value: unknown): number {
  const isSize = Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 2_147_483_647;
  return isSize ? Number(value) : 0;
}

/** The id of a stored event in a URL; undefined if no event has such an id. */
export const EventId = text(18, { kind: "raw" })
  .regex(/^\d{1,18}$/, "Not the number of an event.")
  .transform((digits) => BigInt(digits))
  .optional()
  .catch(undefined);
