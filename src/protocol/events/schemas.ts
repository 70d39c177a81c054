import { z } from "zod";
import { shortened, text } from "../../platform/bounded-text.ts";
import { storableText } from "../../platform/db/text.ts";

/** A field of the wrong type counts as absent, as does "", which Distribution 3 sends for absent fields. */
const word = shortened(4096, (given, max) => given.slice(0, max))
  .transform((given) => storableText(given) || undefined)
  .optional()
  .catch(undefined);

const size = z.number().int().min(0).max(2_147_483_647).catch(0);

/** The fields of an event that Portus reads (distribution, notifications/event.go). */
export const RegistryEvent = z.object({
  id: word,
  timestamp: word,
  action: word,
  target: z.object({
    mediaType: word,
    digest: word,
    size,
    repository: word,
    tag: word,
    url: word,
  }),
  request: z.object({ id: word, host: word, method: word }).optional().catch(undefined),
  actor: z.object({ name: word }).optional().catch(undefined),
});

export type RegistryEvent = z.infer<typeof RegistryEvent>;

/** The id of a stored event in a URL; undefined if no event has such an id. */
export const EventId = text(18, { kind: "raw" })
  .regex(/^\d{1,18}$/)
  .transform((digits) => BigInt(digits))
  .optional()
  .catch(undefined);
