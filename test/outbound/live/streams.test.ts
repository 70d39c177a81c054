import assert from "node:assert/strict";
import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { test } from "node:test";
import { changesSince, recordAnnouncement } from "../../../src/outbound/live/changes.ts";
import { allStreams, endStreams, openStream, send } from "../../../src/outbound/live/streams.ts";
import { db } from "../../../src/platform/db/client.ts";
import { browser, signIn } from "../../support/app.ts";
import { makePerson, makeUser } from "../../support/data/factories.ts";
import { app, closed, happen, idOf, open, said } from "./listening.ts";

for (const [what, end] of [
  ["signs out", (it: Awaited<ReturnType<typeof closed>>) => it.browser.post("/sign-out")],
  ["is signed out elsewhere", () => db.session.deleteMany()],
  [
    "is disabled",
    ({ viewer: { id } }: Awaited<ReturnType<typeof closed>>) =>
      db.user.update({ where: { id }, data: { disabledAt: new Date() } }),
  ],
] as const)
  test(`the stream of someone who ${what} ends`, async () => {
    const it = await closed();
    const list = await open("repositories", it.browser);

    await end(it);

    assert.equal(await list.next(), null);
  });

test("a page hears what happened between its making and its listening", async () => {
  const { repository, browser } = await closed();
  const made = Date.now();
  await happen({ repository, tag: "between" });

  const page = await open(`repository:${await idOf(repository)}`, browser, made);

  assert.deepEqual(await page.next(), said("push", repository, "between"));
});

test("a page that comes back looks again at what was told last, of which nothing is said once more", async () => {
  const { repository, browser } = await closed();
  const topic = `repository:${await idOf(repository)}`;
  const page = await open(topic, browser);
  await happen({ repository, tag: "told" });
  await page.next();
  page.leave();

  const again = await open(topic, browser, Date.now());

  assert.deepEqual(await again.next(), { changes: [], more: 0 });
});

test("a page that was made longer ago than anybody remembers is told to look again", async () => {
  const page = await open("repositories", browser(app), Date.now() - 3_600_000);

  assert.deepEqual(await page.next(), { changes: [], more: 0 });
});

test("who may not look is refused as by the page", async () => {
  const { repository } = await closed();
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

test("proxies are told to pass it on at once, and nobody keeps it", async () => {
  const { headers } = await open("repositories");

  assert.equal(headers.get("content-type"), "text/event-stream; charset=utf-8");
  assert.equal(headers.get("x-accel-buffering"), "no");
  assert.equal(headers.get("cache-control"), "no-store");
});

test("one person has twenty pages that listen; the next is refused until one is closed", async () => {
  const { user } = await makePerson();
  const it = await signIn(app, user);
  const pages = await Promise.all(Array.from({ length: 20 }, () => open("pushes", it)));

  const refused = await it.get("/live?for=pushes", { accept: "text/event-stream" });

  assert.equal(refused.status, 429);
  assert.match(refused.text, /Too many open pages are listening/);
  for (const page of pages) page.leave();
});

test("a reader that does not read is dropped", async () => {
  endStreams();
  await open("repositories");
  const [stream] = allStreams();
  assert.ok(stream);

  for (let sent = 0; sent < 10_000 && allStreams().length > 0; sent++) send(stream, []);

  assert.equal(stream.res.destroyed, true);
  assert.equal(allStreams().length, 0);
});

test("a page that was left before it listens takes up no place", () => {
  const res = new ServerResponse(new IncomingMessage(new Socket()));
  const stream = { res, topic: { of: "pushes" }, session: null, from: 0, named: 0 } as const;
  res.destroy();

  openStream(stream, "somebody");

  assert.equal(allStreams().includes(stream), false);
});

test("what was to be said once is not said to a page that only looks again", async () => {
  const { user } = await makePerson();
  const it = await signIn(app, user);
  await it.post("/profile", { email: "another@example.org", displayName: "Another" });

  const looked = await it.get("/profile", { "portus-refresh": "1" });
  const shown = await it.get("/profile");

  assert.doesNotMatch(looked.text, /class="flash /);
  assert.match(shown.text, /class="flash /);
});

test("of many changes the last are remembered, of each repository one of a kind", async () => {
  const asked = Date.now();
  const page = { kind: "pull", id: 1 };

  for (let round = 0; round < 3_000; round++) recordAnnouncement(JSON.stringify(page));
  const few = changesSince(asked);
  for (let id = 10; id < 2_020; id++) recordAnnouncement(JSON.stringify({ ...page, id }));

  assert.equal(few?.filter(({ id }) => id === 1).length, 1);
  assert.equal(changesSince(asked), null);
  assert.ok(changesSince(Date.now() + 1));
});
