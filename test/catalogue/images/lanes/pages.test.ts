import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { db, type MoveCause } from "../../../../src/platform/db/client.ts";
import { paths } from "../../../../src/platform/paths/paths.ts";
import { browser, signIn, useApp } from "../../../support/app.ts";
import { digestOf, type MadeRepository, makeRepository } from "../../../support/data/catalogue.ts";
import { makeNamespace, makeUser } from "../../../support/data/factories.ts";
import { storeImage } from "../../../support/data/images.ts";

const app = await useApp();
const it = browser(app);
await makeUser({ admin: true });
const namespace = await makeNamespace({ name: "web", visibility: "public" });

let repository: MadeRepository;
beforeEach(async () => {
  repository = await makeRepository({ namespace });
});

const now = Date.now();
function move(
  tag: string,
  digest: string | null,
  minutesAgo: number,
  cause: MoveCause | null = null,
) {
  const at = new Date(now - minutesAgo * 60_000);
  const row = { repositoryId: repository.id, tag, digest, at, byName: "carl", cause };
  return db.tagMove.create({ data: row });
}

const lanesIn = (text: string) =>
  [...text.matchAll(/<p class="lane__name">\s*<a class="tag" href="[^"]*">([^<]*)/g)].map(
    ([, tag]) => tag,
  );
const page = async (query = {}) => (await it.get(paths.repositoryTimeline(repository, query))).text;

test("each tag is a lane, those that moved last first, with rollbacks and deletions in words", async () => {
  const { digest } = await storeImage(repository);
  await move("1.0", digest, 60);
  await move("latest", digest, 50);
  await move("latest", digestOf("bad"), 40);
  await move("latest", digest, 30, "rollback");
  await move("old", digest, 20);
  await move("old", null, 10);

  const text = await page();

  assert.deepEqual(lanesIn(text), ["old", "latest", "1.0"]);
  assert.match(text, /aria-label="latest: 3 moves, rolled back, now sha256:/);
  assert.match(text, /rolled back by carl/);
  assert.match(text, /deleted ×/);
  assert.match(text, /deleted since/); // the image of the bad push
  assert.ok(text.includes(`href="${paths.image(repository, digest)}"`));
});

test("lanes are found by a part of the name, and wildcards mean themselves", async () => {
  for (const tag of ["1.0-rc1", "1.0", "a_b", "axb"]) await move(tag, digestOf(tag), 5);

  assert.deepEqual(lanesIn(await page({ q: "RC" })), ["1.0-rc1"]);
  assert.deepEqual(lanesIn(await page({ q: "a_" })), ["a_b"]);
  assert.match(await page({ q: "<nope>" }), /No tag contains “&lt;nope&gt;”/);
});

test("lanes come in pages, back and forth, each tag once, though one tag moves all the time", async () => {
  await db.$executeRaw`
    INSERT INTO tag_moves (repository_id, tag, digest, at, by_name)
    SELECT ${repository.id}, CASE WHEN n % 100 = 0 THEN 'build-' || n / 100 ELSE 'busy' END, ${digestOf("x")},
      now() - n * interval '1 minute', 'ci' FROM generate_series(1, 4500) AS n`;

  const seen: string[][] = [];
  let text = await page();
  for (let older: string | undefined = ""; older !== undefined; ) {
    seen.push(lanesIn(text).map(String));
    older = /href="[^"]*timeline\?older=([0-9a-z-]+)"/.exec(text)?.[1];
    if (older) text = await page({ older });
  }
  const newer = /href="[^"]*timeline\?newer=([0-9a-z-]+)"/.exec(text)?.[1] ?? "";

  const builds = Array.from({ length: 45 }, (_, n) => `build-${n + 1}`);
  assert.deepEqual(seen.flat(), ["busy", ...builds]);
  assert.deepEqual(lanesIn(await page({ newer })), seen.at(-2));
});

test("a long history is cut and said so, and a period starts the axis later", async () => {
  for (let n = 0; n < 30; n += 1) await move("busy", digestOf(`${n}`), n);
  await move("rare", digestOf("rare"), 60 * 24 * 100);

  assert.match(await page(), /over 24 moves/);
  assert.equal((await it.get(paths.repositoryTimeline(repository, { days: 7 }))).status, 200);
  const odd = `${paths.repositoryTimeline(repository)}?days=8&older=zz&q=${"x".repeat(500)}`;
  assert.equal((await it.get(odd)).status, 200);
});

test("a repository without moves says what would be here; a hidden one is not found", async () => {
  const hidden = await makeRepository();
  const stranger = await signIn(app, await makeUser());

  assert.match(await page(), /No tag has moved/);
  for (const person of [it, stranger])
    assert.equal((await person.get(paths.repositoryTimeline(hidden))).status, 404);
});
