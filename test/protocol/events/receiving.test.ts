import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { db } from "../../../src/platform/db/client.ts";
import { useApp } from "../../support/app.ts";
import * as sent from "../../support/data/events.ts";
import { eventOf, post } from "../../support/data/events.ts";

const app = await useApp();
beforeEach(() => db.registryEvent.deleteMany());

const rows = () => db.registryEvent.findMany({ orderBy: { id: "asc" } });

test("EVT-001: an empty list of events is accepted and stores nothing", async () => {
  const res = await post(app, { events: [] });

  assert.equal(res.status, 202);
  assert.deepEqual(await rows(), []);
});

test("EVT-001: an envelope without fields counts as an empty list", async () => {
  const res = await post(app, {});

  assert.equal(res.status, 202);
  assert.deepEqual(await rows(), []);
});

test("EVT-002: every event of an envelope is stored unchanged before any is applied", async () => {
  const events = [
    eventOf({ mediaType: sent.schema1, tag: "old" }),
    eventOf({ action: "delete", digest: sent.digestOf("a") }),
    eventOf({ mediaType: sent.schema1Signed, tag: "old" }),
    eventOf({ action: "pull", mediaType: sent.dockerManifest }),
  ];

  const res = await post(app, { events });

  const kept = await rows();
  assert.equal(res.status, 202);
  assert.deepEqual(
    kept.map((row) => row.state),
    ["pending", "pending", "pending", "pending"],
  );
  assert.deepEqual(
    kept.map((row) => row.payload),
    events,
  );
});

for (const type of [
  "application/vnd.docker.distribution.events.v1+json",
  "application/vnd.docker.distribution.events.v2+json",
  "application/json",
  "text/plain",
])
  test(`events with the content type ${type} are read`, async () => {
    const res = await post(app, { events: [eventOf()] }, { "content-type": type });

    assert.equal(res.status, 202);
    assert.equal((await rows()).length, 1);
  });

test("EVT-004: a push of an unknown media type is ignored with a reason", async () => {
  const res = await post(app, { events: [eventOf({ mediaType: "some" })] });

  const [row] = await rows();
  assert.equal(res.status, 202);
  assert.equal(row?.state, "ignored");
  assert.match(row?.reason ?? "", /"some" is not a manifest type/);
});

test("EVT-004, EVT-006: pushes, pulls and mounts of blobs are not stored", async () => {
  const blobs = ["push", "pull", "mount"].map((action) =>
    eventOf({ action, mediaType: "application/octet-stream" }),
  );

  const res = await post(app, { events: blobs });

  assert.equal(res.status, 202);
  assert.deepEqual(await rows(), []);
});

test("EVT-006: a mount of a manifest and an unknown action are ignored", async () => {
  await post(app, { events: [eventOf({ action: "mount" }), eventOf({ action: "copy" })] });

  const states = (await rows()).map(({ state }) => state);
  assert.deepEqual(states, ["ignored", "ignored"]);
});

for (const name of ["a/B", "a/../b", "a//b", "/a", "a/", "a/-/b", "a/b?c", "a/ b", "a/\u202eb"])
  test(`a push to ${JSON.stringify(name)}, which no client can name, fails`, async () => {
    await post(app, { events: [eventOf({ repository: name })] });

    const [row] = await rows();
    assert.equal(row?.state, "failed");
    assert.equal(row?.reason, "The event's repository name is not valid.");
  });

test("EVT-008: an event is stored only once", async () => {
  const event = eventOf();
  await post(app, { events: [event] });

  const res = await post(app, { events: [event, event] });

  assert.equal(res.status, 202);
  assert.equal((await rows()).length, 1);
});

test("EVT-009: fifty concurrent deliveries of one event store it once", async () => {
  const event = eventOf();

  const answers = await Promise.all(
    Array.from({ length: 50 }, () => post(app, { events: [event] })),
  );

  assert.ok(answers.every(({ status }) => status === 202));
  assert.equal((await rows()).length, 1);
});

const broken: [string, string, RegExp][] = [
  ["EVT-010: malformed JSON", '{"events":[', /not a JSON object/],
  ["EVT-010: an empty body", "", /not a JSON object/],
  ["EVT-010: a JSON text that is no object", '["events"]', /not a JSON object/],
  ["EVT-010: JSON nested a million deep", "[".repeat(1_000_000), /not a JSON object/],
  ["EVT-011: JSON without events", '{"event":[]}', /has no list of events/],
  ["EVT-011: events that are no list", '{"events":{"a":1}}', /has no list of events/],
  ["EVT-011: an event without a target", '{"events":[{"id":"1"}]}', /no target/],
  ["EVT-011: an event that is null", '{"events":[null]}', /no target/],
];

for (const [what, body, reason] of broken)
  test(`${what} is accepted and stored once, with the reason`, async () => {
    const first = await post(app, body);
    const second = await post(app, body);

    const kept = await rows();
    assert.deepEqual([first.status, second.status], [202, 202]);
    assert.equal(kept.length, 1);
    assert.equal(kept[0]?.state, "failed");
    assert.match(kept[0]?.reason ?? "", reason);
  });

test("a body over 8 MB is read to its end, accepted, and stored as a failure with the reason", async () => {
  const res = await post(app, " ".repeat(9 * 1024 * 1024));

  const [row] = await rows();
  assert.equal(res.status, 202);
  assert.match(row?.reason ?? "", /9,437,184 bytes exceeds/);
  assert.ok(JSON.stringify(row?.payload).length < 70_000);
});

test("a body just under 8 MB is read", async () => {
  const event = eventOf();
  const body = JSON.stringify({ events: [event] }) + " ".repeat(8_300_000);

  const res = await post(app, body);

  assert.equal(res.status, 202);
  assert.equal((await rows())[0]?.eventId, event.id);
});

const wrong: [string, Record<string, string>][] = [
  ["no secret", { authorization: "" }],
  ["a wrong secret", { authorization: "Bearer the events secret of others" }],
  ["the secret as a password", { authorization: `Basic ${btoa(`portus:${sent.secret}`)}` }],
];

for (const [what, headers] of wrong)
  test(`EVT-013: an event with ${what} is refused, and nothing is stored`, async () => {
    const res = await post(app, { events: [eventOf()] }, headers);

    assert.equal(res.status, 401);
    assert.match(await res.text(), /PORTUS_EVENTS_SECRET/);
    assert.deepEqual(await rows(), []);
  });

test("characters that Postgres cannot store are replaced, and the event is stored", async () => {
  const text = JSON.stringify({ events: [eventOf({ id: "with\0nul", repository: "web/\0app" })] });
  const body = text.replace("a client", "a \\ud800 client \\\\u0000");

  const res = await post(app, body);

  const [row] = await rows();
  assert.equal(res.status, 202);
  assert.equal(row?.eventId, "with\ufffdnul");
  assert.match(JSON.stringify(row?.payload), /a \ufffd client \\\\u0000/);
});

test("an event without an id, or with one that is too long, is identified by its content", async () => {
  const { id: _, ...nameless } = eventOf();
  const endless = eventOf({ id: "x".repeat(100_000) });

  await post(app, { events: [nameless, nameless, endless, endless] });

  const ids = (await rows()).map(({ eventId }) => eventId);
  assert.equal(ids.length, 2);
  for (const id of ids) assert.match(id, /^hash:[0-9a-f]{64}$/);
});

test("names of any length and depth are stored", async () => {
  const deep = `${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`;
  const hostile = [
    eventOf({ repository: "x/".repeat(50_000) }),
    eventOf({ action: "y".repeat(100_000) }),
    eventOf({ tag: "../../etc" }),
    eventOf({ digest: "sha256:'; DROP TABLE tags --" }),
    { ...eventOf(), source: "DEEP" },
    { ...eventOf(), request: 7, actor: "root", target: { ...eventOf().target, size: -1 } },
  ];

  const body = JSON.stringify({ events: hostile }).replace('"DEEP"', deep);
  const res = await post(app, body);

  const kept = await rows();
  assert.equal(res.status, 202);
  assert.equal(kept.length, 6);
  assert.match(JSON.stringify(kept[4]?.payload), /"digest":"sha256:/); // what was too deep is left out
  assert.ok(kept.every(({ payload }) => JSON.stringify(payload).length < 70_000));
});

test("a method other than POST is refused with the expected one", async () => {
  const res = await fetch(`${app.url}/v2/webhooks/events`);

  assert.equal(res.status, 405);
  assert.equal(res.headers.get("allow"), "POST");
});

test("if events cannot be stored, the answer is 503, so that the registry sends them again", async () => {
  await db.$executeRaw`ALTER TABLE registry_events RENAME TO elsewhere`;

  const res = await post(app, { events: [eventOf()] });

  await db.$executeRaw`ALTER TABLE elsewhere RENAME TO registry_events`;
  assert.equal(res.status, 503);
  assert.match(await res.text(), /UNAVAILABLE/);
});

test("S3: each of 2,500 events of one envelope is stored", async () => {
  const events = Array.from({ length: 2_500 }, (_, n) => eventOf({ tag: `many-${n}` }));

  const { status } = await post(app, JSON.stringify({ events }));

  assert.equal(status, 202);
  assert.equal((await rows()).length, 2_500);
});
