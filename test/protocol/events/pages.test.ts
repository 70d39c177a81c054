import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { db } from "../../../src/platform/db/client.ts";
import { Forbidden } from "../../../src/platform/errors.ts";
import { adviceOn } from "../../../src/protocol/events/advice.ts";
import { applyPending } from "../../../src/protocol/events/apply-pending.ts";
import {
  dismissEvent,
  dismissFailedEvents,
  retryEvent,
  retryFailedEvents,
  unappliedEvents,
} from "../../../src/protocol/events/events.ts";
import { signIn, useApp } from "../../support/app.ts";
import { eventOf, post } from "../../support/data/events.ts";
import { actorOf, by, makeRegistry, makeUser, unique } from "../../support/data/factories.ts";

const app = await useApp();
const admin = await makeUser({ admin: true });
const plain = await makeUser();
await makeRegistry();
beforeEach(() => db.registryEvent.deleteMany());

/** Receives an event, tries to apply it, and returns its id. */
async function receive(given: Parameters<typeof eventOf>[0]): Promise<bigint> {
  await post(app, { events: [eventOf(given)] });
  await applyPending();
  return (await db.registryEvent.findFirstOrThrow({ orderBy: { id: "desc" } })).id;
}

const failing = () => ({ repository: `nowhere/${unique("app")}`, actor: plain.username, tag: "1" });

test("an admin sees failed events with their reasons, contents and advice", async () => {
  const draft = failing();
  await receive(draft);
  const browser = await signIn(app, admin);

  const page = await browser.get("/admin/events");

  assert.equal(page.status, 200);
  assert.match(page.text, new RegExp(draft.repository));
  assert.match(page.text, /There is no namespace &#34;nowhere&#34; in the registry/);
  assert.match(page.text, /Create the namespace/);
  assert.match(page.text, /&#34;useragent&#34;: &#34;a client&#34;/);
});

test("characters that reorder text are spelled out in the names and the JSON of an event", async () => {
  await post(app, { events: [eventOf({ ...failing(), repository: "nowhere/\u202egpj" })] });
  await post(app, { events: [eventOf({ ...failing(), tag: "\u202egpj" })] });
  await applyPending();

  const { text } = await (await signIn(app, admin)).get("/admin/events");

  assert.ok(text.includes("nowhere/[U+202E]gpj"));
  assert.doesNotMatch(text, /\u202e/);
});

test("an event that can't be read is shown with its reason, without a retry", async () => {
  await post(app, { events: [{}] });
  const { id } = await db.registryEvent.findFirstOrThrow();
  const browser = await signIn(app, admin);

  const page = await browser.get("/admin/events");

  assert.match(page.text, /The event has no target\./);
  assert.ok(!page.text.includes(`/admin/events/${id}/retries`));
});

test("an event whose text decides that it fails again can't be retried", async () => {
  await post(app, { events: [{}, eventOf({ digest: "sha256:short" })] });
  const events = await db.registryEvent.findMany({ orderBy: { id: "asc" } });
  const browser = await signIn(app, admin);

  const page = await browser.get("/admin/events");
  const whys = ["Portus cannot read this event", "The event's digest is not valid"];
  for (const [at, { id }] of events.entries()) {
    await assert.rejects(retryEvent(by(admin), id), {
      name: "Invalid",
      message: new RegExp(whys[at] ?? ""),
    });
    assert.ok(!page.text.includes(`/admin/events/${id}/retries`));
  }

  const states = (await db.registryEvent.findMany()).map(({ state }) => state);
  assert.deepEqual(states, ["failed", "failed"]);
});

test("a retry of all failed events leaves out unreadable ones, and the button counts the others", async () => {
  await post(app, { events: [{}] });
  const browser = await signIn(app, admin);
  const before = await browser.get("/admin/events");
  await receive(failing());
  const after = await browser.get("/admin/events");

  await browser.post("/admin/events/retries");

  assert.ok(!before.text.includes('action="/admin/events/retries"'));
  assert.match(after.text, /Retry 1 failed event</);
  const states = (await db.registryEvent.findMany({ orderBy: { id: "asc" } })).map(
    (it) => it.state,
  );
  assert.deepEqual(states, ["failed", "pending"]);
});

test("EVT-018: an admin sees which registry was unknown and how to add it", async () => {
  await receive({ host: "other.test.lan" });
  const browser = await signIn(app, admin);

  const page = await browser.get("/admin/events?state=ignored");

  assert.match(page.text, /unknown registry other\.test\.lan/);
  assert.match(page.text, /PORTUS_REGISTRY_EXTERNAL_HOST/);
});

test("an event that an admin retries is applied", async () => {
  const id = await receive(failing());
  const browser = await signIn(app, admin);
  await browser.get("/admin/events");

  const answer = await browser.post(`/admin/events/${id}/retries`);

  const event = await db.registryEvent.findUniqueOrThrow({ where: { id } });
  assert.deepEqual([answer.status, answer.location], [303, "/admin/events"]);
  assert.deepEqual([event.state, event.reason, event.attempts], ["pending", null, 0]);
  assert.match((await browser.get("/admin/events")).text, /Event queued for a retry\./);
});

test("all failed events can be retried together, without ignored ones", async () => {
  await receive(failing());
  await receive(failing());
  await receive({ host: "other.test.lan" });
  const browser = await signIn(app, admin);
  await browser.get("/admin/events");

  await browser.post("/admin/events/retries");

  const states = (await db.registryEvent.findMany({ orderBy: { id: "asc" } })).map(
    (it) => it.state,
  );
  assert.deepEqual(states, ["pending", "pending", "ignored"]);
});

test("the audit log names the admin who retries events", async () => {
  const draft = failing();
  const id = await receive(draft);
  const browser = await signIn(app, admin);
  const where = { key: "event.retry", actorId: admin.id };
  await db.activity.deleteMany({ where });

  await browser.post(`/admin/events/${id}/retries`);
  await applyPending();
  await browser.post("/admin/events/retries");
  await browser.post("/admin/events/retries"); // nothing has failed any longer

  const entries = await db.activity.findMany({ where, orderBy: { id: "asc" } });
  assert.deepEqual(
    entries.map(({ subject, details, credential }) => ({ subject, details, credential })),
    [
      {
        subject: `event ${id}`,
        details: { action: "push", repository: draft.repository },
        credential: "session",
      },
      { subject: "1 failed event", details: { count: 1 }, credential: "session" },
    ],
  );
});

test("only admins read and retry events", async () => {
  const id = await receive(failing());
  const user = actorOf(plain);

  await assert.rejects(unappliedEvents(user, "failed"), Forbidden);
  await assert.rejects(retryEvent(by(user), id), Forbidden);
  await assert.rejects(retryFailedEvents(by(user)), Forbidden);

  assert.equal((await db.registryEvent.findUniqueOrThrow({ where: { id } })).state, "failed");
});

test("an event that does not exist, or was applied, can't be retried", async () => {
  const id = await receive(failing());
  await db.registryEvent.update({ where: { id }, data: { state: "applied" } });
  const browser = await signIn(app, admin);

  assert.equal((await browser.post(`/admin/events/${id}/retries`)).status, 404);
  assert.equal((await browser.post("/admin/events/999999/retries")).status, 404);
  assert.equal((await browser.post("/admin/events/x/retries")).status, 404);
});

test("only admins see events", async () => {
  const browser = await signIn(app, plain);

  assert.equal((await browser.get("/admin/events")).status, 403);
  assert.equal((await browser.post("/admin/events/retries")).status, 403);
});

test("events are paged in both directions", async () => {
  const events = Array.from({ length: 120 }, () => eventOf({ ...failing(), digest: "sha256:x" }));
  await post(app, { events });
  const browser = await signIn(app, admin);
  const seen = new Set<string>();
  let path: string | undefined = "/admin/events";
  for (let pages = 0; path && pages < 3; pages += 1) {
    const { text } = await browser.get(path);
    for (const [, name = ""] of text.matchAll(/push (nowhere\/\S+)/g)) seen.add(name);
    path = /rel="next" href="([^"]+)"/.exec(text)?.[1]?.replace(/&amp;/g, "&");
  }

  assert.equal(seen.size, 120);
  assert.equal(path, undefined);
});

test("content of events is escaped", async () => {
  const hostile = '<script>alert("x")</script>';
  await post(app, { events: [eventOf({ action: hostile, repository: hostile })] });
  const browser = await signIn(app, admin);

  const { text } = await browser.get("/admin/events?state=ignored");

  assert.doesNotMatch(text, /<script>alert/);
  assert.match(text, /&lt;script&gt;alert/);
});

test("an admin dismisses failed events, one by one or all that can't be retried, and the audit log has it", async () => {
  await post(app, { events: [{}, eventOf({ digest: "sha256:short" }), eventOf({ tag: "-" })] });
  const retriable = await receive(failing());
  const [{ id } = { id: 0n }] = await db.registryEvent.findMany({ orderBy: { id: "asc" } });
  const browser = await signIn(app, admin);
  const { text } = await browser.get("/admin/events");
  assert.match(text, /Retry 1 failed event</);
  assert.match(text, /Dismiss 3 events that can't be retried</);

  await browser.post(`/admin/events/${id}/dismissals`);
  assert.match(
    (await browser.get("/admin/events")).text,
    /Dismiss 2 events that can't be retried</,
  );
  await browser.post("/admin/events/dismissals");

  const failed = await db.registryEvent.findMany({ where: { state: "failed" } });
  assert.deepEqual(
    failed.map((it) => it.id),
    [retriable],
  );
  assert.equal(await db.activity.count({ where: { key: "event.dismiss" } }), 2);
  assert.equal((await browser.post(`/admin/events/${id}/dismissals`)).status, 404);
  const user = actorOf(plain);
  await assert.rejects(dismissEvent(by(user), retriable), Forbidden);
  await assert.rejects(dismissFailedEvents(by(user)), Forbidden);
});

test("the advice on an event says if no namespace can have its name, or if its text is at fault", () => {
  for (const name of ["..", "BERT"])
    assert.match(
      adviceOn(`There is no namespace "${name}" in the registry r.test.`) ?? "",
      /^No namespace can have this name/,
    );
  assert.match(adviceOn('There is no namespace "web" in the registry r.test.') ?? "", /^Create/);
  for (const reason of ["The event has no target.", "The event's tag is not valid."])
    assert.match(adviceOn(reason) ?? "", /dismiss the event/);
});
