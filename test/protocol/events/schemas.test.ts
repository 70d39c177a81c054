import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { z } from "zod";
import { storableText } from "../../../src/platform/db/text.ts";
import { readEvent } from "../../../src/protocol/events/schemas.ts";
import { objectLike } from "../../fuzz/texts.ts";
import { mediaType, number, text } from "../../fuzz/values.ts";

// What is read by hand, as a schema.
const word = z
  .string()
  .transform((given) => storableText(given.slice(0, 4096)) || undefined)
  .optional()
  .catch(undefined);
const schema = z.object({
  id: word,
  timestamp: word,
  action: word,
  target: z.object({
    mediaType: word,
    digest: word,
    size: z.number().int().min(0).max(2_147_483_647).catch(0),
    repository: word,
    tag: word,
    url: word,
  }),
  request: z.object({ id: word, host: word, method: word }).optional().catch(undefined),
  actor: z.object({ name: word }).optional().catch(undefined),
});

const long = fc.integer({ min: 4090, max: 4100 }).map((length) => "\ud83d\ude00x".repeat(length));
const field = fc.oneof({ weight: 5, arbitrary: text }, fc.jsonValue(), long);
const event = objectLike({
  id: field,
  timestamp: field,
  action: field,
  target: fc.oneof(
    objectLike({
      mediaType,
      digest: field,
      size: number,
      repository: field,
      tag: field,
      url: field,
    }),
    field,
  ),
  request: fc.oneof(objectLike({ id: field, host: field, method: field }), field),
  actor: fc.oneof(objectLike({ name: field }), field),
});

test("an event is read as by its schema", () =>
  fc.assert(
    fc.property(fc.oneof({ weight: 9, arbitrary: event }, fc.jsonValue()), (raw) => {
      assert.deepEqual(readEvent(raw) ?? undefined, parsed(raw));
    }),
    { numRuns: 3_000 },
  ));

/** With every field, as it is read by hand. */
function parsed(raw: unknown) {
  const found = schema.safeParse(raw).data;
  if (!found) return undefined;
  const { id, timestamp, action, target, request, actor } = found;
  const { mediaType, digest, size, repository, tag, url } = target;
  return {
    id,
    timestamp,
    action,
    target: { mediaType, digest, size, repository, tag, url },
    request: request && { id: request.id, host: request.host, method: request.method },
    actor: actor && { name: actor.name },
  };
}
