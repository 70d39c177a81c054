import assert from "node:assert/strict";
import fc from "fast-check";
import { readEnvelope } from "../../../src/protocol/events/envelope.ts";
import { echoesIn } from "../../../src/registry/echo.ts";
import { target } from "../target.ts";
import { digest, growingJson, growingTextOf, json, listOf, objectLike } from "../texts.ts";

import { mediaType, number, stringified, text } from "../values.ts";

const event = objectLike({
  id: text,
  timestamp: fc.oneof(
    text,
    fc.date({ noInvalidDate: true }).map((at) => at.toISOString()),
  ),
  action: fc.constantFrom("push", "pull", "mount", "delete", "other"),
  target: objectLike({
    mediaType,
    digest,
    size: number,
    repository: text,
    tag: text,
    url: fc.webUrl(),
  }),
  request: objectLike({ id: text, host: text, method: text, useragent: text }),
  actor: objectLike({ name: text }),
});
const received = new Date("2026-11-29T10:00:00Z");

/** The envelopes of events that a registry sends. */
export const envelopes = target({
  inputs: fc.oneof(
    {
      weight: 6,
      arbitrary: fc.array(event, { maxLength: 3 }).map((events) => stringified({ events })),
    },
    { weight: 1, arbitrary: json },
    { weight: 1, arbitrary: text },
  ),
  read: (body) => {
    echoesIn(body);
    for (const row of readEnvelope(body, received)) {
      assert.ok(row.eventId.length <= 255 && row.action.length <= 50);
      assert.ok(row.repository.length <= 255);
      assert.match(row.occurredAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
      const payload = row.payload;
      JSON.parse(payload);
      assert.doesNotMatch(payload, /(?<!\\)(\\\\)*\\u(0000|d[89a-f])/, "Postgres can store it");
      assert.ok(!/\0|\p{Cs}/u.test(row.eventId + row.action + row.repository), "so are the texts");
    }
  },
  growing: fc.oneof(
    growingJson.map((grow) => (size: number) => `{"events":${grow(size)}}`),
    growingJson.map((grow) => (size: number) => `{"events":[{"target":{"tag":${grow(size)}}}]}`),
    growingJson.map((grow) => (size: number) => `{"events":[{"target":{},"actor":${grow(size)}}]}`),
    event.map((one) => (size: number) => `{"events":[${listOf(stringified(one), size)}]}`),
    growingTextOf(['{"events":[', '"useragent":', "portus-echo/", "\\u0000", "\\", '"', " ", "]}"]),
  ),
});
