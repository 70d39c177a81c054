import assert from "node:assert/strict";
import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { test } from "node:test";
import { changesSince, recordAnnouncement } from "../../../src/outbound/live/changes.ts";
import { allStreams, endStreams, openStream, send } from "../../../src/outbound/live/streams.ts";
import { db } from "../../../src/platform/db/client.ts";
import { browser, signIn } from "../../support/app.ts";
import { makePerson, makeUser } from "../../support/data/factories.ts";
import { app, applyEvents, idOf, listenTo, message, privateRepository } from "./live-app.ts";

for (const [what, end] of [
  [
    "signs out",
    (it: Awaited<ReturnType<typeof privateRepository>>) => it.browser.post("/sign-out"),
  ],
  ["is signed out elsewhere", () => db.session.deleteMany()],
  [
    "is disabled",
    ({ viewer: { id } }: Awaited<ReturnType<typeof privateRepository>>) =>
      db.user.update({ where: { id }, data: { disabledAt: new Date() } }),
  ],
] as const)
  test(`the stream of someone who ${what} ends`, async () => {
    const it = await privateRepository();
    const list = await listenTo("repositories", it.browser);

    await end(it);

    assert.equal(await list.next(), null);
  });

test("a page is sent what happened between its rendering and the start of its stream", async () => {
  const { repository, browser } = await privateRepository();
  const made = Date.now();
  await applyEvents({ repository, tag: "between" });

  const page = await listenTo(`repository:${await idOf(repository)}`, browser, made);

  assert.deepEqual(await page.next(), message("push", repository, "between"));
});

test("a page that reconnects gets a request to refresh, without the changes sent before", async () => {
  const { repository, browser } = await privateRepository();
  const topic = `repository:${await idOf(repository)}`;
  const page = await listenTo(topic, browser);
  await applyEvents({ repository, tag: "before" });
  await page.next();
  page.leave();

  const again = await listenTo(topic, browser, Date.now());

  assert.deepEqual(await again.next(), { changes: [], more: 0 });
});

test("a page older than the remembered changes gets a request to refresh", async () => {
  const page = await listenTo("repositories", browser(app), Date.now() - 3_600_000);

  assert.deepEqual(await page.next(), { changes: [], more: 0 });
});

test("people who may not see a page are refused its stream too", async () => {
  const { repository } = await privateRepository();
  const stranger = await signIn(app, await makeUser());
  const id = await idOf(repository);
  const of = async (topic: string) => (await stranger.get(`/live?for=${topic}`)).status;

  assert.equal(await of(`repository:${id}`), 404);
  assert.equal(await of("sync"), 403);
  assert.equal(await of("everything"), 404);
  assert.equal(await of("repositories"), 406);
  assert.equal(
    (await browser(app).get("/live?for=pushes")).location,
    "/sign-in?return=%2Flive%3Ffor%3Dpushes",
  );
});

test("a stream's headers forbid proxies to buffer or cache it", async () => {
  const { headers } = await listenTo("repositories");

  assert.equal(headers.get("content-type"), "text/event-stream; charset=utf-8");
  assert.equal(headers.get("x-accel-buffering"), "no");
  assert.equal(headers.get("cache-control"), "no-store");
});

test("a person may have twenty streams; the next one is refused", async () => {
  const { user } = await makePerson();
  const it = await signIn(app, user);
  const pages = await Promise.all(Array.from({ length: 20 }, () => listenTo("pushes", it)));

  const refused = await it.get("/live?for=pushes", { accept: "text/event-stream" });

  assert.equal(refused.status, 429);
  assert.match(refused.text, /Too many open pages are listening/);
  for (const page of pages) page.leave();
});

test("a reader that does not keep up is disconnected", async () => {
  endStreams();
  await listenTo("repositories");
  const [stream] = allStreams();
  assert.ok(stream);

  for (let sent = 0; sent < 10_000 && allStreams().length > 0; sent++) send(stream, []);

  assert.equal(stream.res.destroyed, true);
  assert.equal(allStreams().length, 0);
});

test("a page that was closed before its stream started takes up no place", () => {
  const res = new ServerResponse(new IncomingMessage(new Socket()));
  const stream = { res, topic: { of: "pushes" }, session: null, from: 0, named: 0 } as const;
  res.destroy();

  openStream(stream, { account: 1, address: "192.0.2.1" });

  assert.equal(allStreams().includes(stream), false);
});

test("a flash message is not used up by a page that only refreshes itself", async () => {
  const { user } = await makePerson();
  const it = await signIn(app, user);
  await it.post("/profile", { email: "another@example.org", displayName: "Another" });

  const looked = await it.get("/profile", { "portus-refresh": "1" });
  const shown = await it.get("/profile");

  assert.doesNotMatch(looked.text, /class="flash /);
  assert.match(shown.text, /class="flash /);
});

test("the latest changes are remembered, one of each kind per repository", async () => {
  const asked = Date.now();
  const page = { kind: "pull", id: 1 };

  for (let round = 0; round < 3_000; round++) recordAnnouncement(JSON.stringify(page));
  const few = changesSince(asked);
  for (let id = 10; id < 2_020; id++) recordAnnouncement(JSON.stringify({ ...page, id }));

  assert.equal(few?.filter(({ id }) => id === 1).length, 1);
  assert.equal(changesSince(asked), null);
  assert.ok(changesSince(Date.now() + 1));
});
