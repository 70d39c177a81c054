import assert from "node:assert/strict";
import { test } from "node:test";
import { pullsByRepositoryAndDay } from "../../../../src/catalogue/pulls/by-day.ts";
import { pageAt } from "../../../../src/catalogue/repositories/tags/list-query.ts";
import { tagGroups } from "../../../../src/catalogue/repositories/tags/tag-groups.ts";
import { latestTags } from "../../../../src/catalogue/repositories/tags/tags.ts";
import { db, type Repository } from "../../../../src/platform/db/client.ts";
import { paths } from "../../../../src/platform/paths/paths.ts";
import { browser, useApp } from "../../../support/app.ts";
import {
  digestOf,
  makeManifest,
  makeRepository,
  makeTag,
} from "../../../support/data/catalogue.ts";
import { makeNamespace, makeUser } from "../../../support/data/factories.ts";

const app = await useApp();
await makeUser({ admin: true });

const groupsOf = async ({ id }: Repository) => (await tagGroups(id, {})).rows;

test("the tags of a digest are grouped, newest first, at the position of the newest", async () => {
  const repository = await makeRepository();
  const one = await makeManifest(repository);
  const two = await makeManifest(repository);
  await makeTag(one, "1.0", { minute: 1 });
  await makeTag(two, "1.1", { minute: 2 });
  await makeTag(one, "stable", { minute: 3, pushedBy: "carol" });

  const groups = await groupsOf(repository);

  assert.deepEqual(
    groups.map(({ tags, digest, pushedBy }) => [tags, digest, pushedBy]),
    [
      [["stable", "1.0"], one.digest, "carol"],
      [["1.1"], two.digest, "somebody"],
    ],
  );
});

test("tags of signatures and SBOMs are not listed", async () => {
  const repository = await makeRepository();
  const image = await makeManifest(repository);
  const attachment = await makeManifest(repository);
  const stem = image.digest.replace(":", "-");
  await makeTag(image, "1.0", { minute: 1 });
  await makeTag(image, `${stem}.sbom`, { minute: 9 });
  for (const ending of ["", ".sig", ".att"])
    await makeTag(attachment, `${stem}${ending}`, { minute: 5 });
  await makeTag(attachment, `${stem}.other`, { minute: 0 });

  const groups = await groupsOf(repository);

  assert.deepEqual(
    groups.map(({ tags }) => tags),
    [["1.0"], [`${stem}.other`]],
  );
  assert.equal((await latestTags([repository.id])).get(repository.id)?.name, "1.0");
});

test("an index shows the platforms of its images and not those of attestations", async () => {
  const repository = await makeRepository();
  const index = await makeManifest(repository);
  const plain = await makeManifest(repository, { platform: "linux/amd64" });
  for (const [position, platform] of ["linux/amd64", "linux/arm64", "unknown/unknown"].entries())
    await db.manifestChild.create({
      data: {
        manifestId: index.id,
        position,
        platform,
        digest: digestOf(platform),
        mediaType: index.mediaType,
        size: 1,
      },
    });
  await makeTag(index, "all", { minute: 2 });
  await makeTag(plain, "one", { minute: 1 });

  const groups = await groupsOf(repository);

  assert.deepEqual(
    groups.map(({ platforms }) => platforms),
    [["linux/amd64", "linux/arm64"], ["linux/amd64"]],
  );
});

test("an index of very many platforms shows the first six and how many there are", async () => {
  const namespace = await makeNamespace({ visibility: "public" });
  const repository = await makeRepository({ namespace });
  const index = await makeManifest(repository);
  await db.$executeRaw`
    INSERT INTO manifest_children (manifest_id, position, platform, digest, media_type, size)
    SELECT ${index.id}, n, 'linux/arch' || n, ${digestOf("any")}, ${index.mediaType}, 1
    FROM generate_series(0, 19999) AS n`;
  await makeTag(index, "wide");

  const [group] = await groupsOf(repository);
  const { text } = await browser(app).get(paths.repository(repository));

  assert.deepEqual(
    group?.platforms,
    [0, 1, 2, 3, 4, 5].map((n) => `linux/arch${n}`),
  );
  assert.equal(group?.platformsCount, 20_000);
  assert.ok(text.includes("linux/arch5") && !text.includes("linux/arch6"));
  assert.match(text, /and 19,994 more/);
});

test("a manifest that was not read yet has neither size nor platforms", async () => {
  const repository = await makeRepository();
  await makeTag(await makeManifest(repository, { readAt: null }), "new");

  const [group] = await groupsOf(repository);

  assert.deepEqual([group?.readAt, group?.totalSize, group?.platforms], [null, null, []]);
});

test("a digest with very many tags shows the newest of them and how many there are", async () => {
  const repository = await makeRepository();
  const image = await makeManifest(repository);
  for (let n = 0; n < 40; n += 1) await makeTag(image, `b${n}`, { minute: n });

  const [group] = await groupsOf(repository);

  assert.equal(group?.tags.length, 24);
  assert.equal(group?.tags[0], "b39");
  assert.equal(group?.tagsCount, 40);
});

test("paging shows each digest once, however its tags are spread over time", async () => {
  const repository = await makeRepository();
  const images = [];
  for (let n = 0; n < 70; n += 1) images.push(await makeManifest(repository));
  for (const [n, image] of images.entries()) {
    await makeTag(image, `a${n}`, { minute: n >> 2 });
    await makeTag(image, `b${n}`, { minute: 200 - n });
  }

  const first = await tagGroups(repository.id, {});
  const second = await tagGroups(repository.id, pageAt({ older: first.older, newer: undefined }));
  const back = await tagGroups(repository.id, pageAt({ older: undefined, newer: second.newer }));

  assert.deepEqual([first.rows.length, second.rows.length], [50, 20]);
  assert.equal(new Set([...first.rows, ...second.rows].map(({ digest }) => digest)).size, 70);
  assert.equal(second.older, undefined);
  assert.deepEqual(back.rows, first.rows);
});

test("the pulls of two weeks are counted by day, the oldest first", async () => {
  const { id: repositoryId } = await makeRepository();
  const day = (ago: number) => new Date(new Date().setUTCHours(0, 0, 0, 0) - ago * 86_400_000);
  const pull = (ago: number, count: number) =>
    db.dailyPulls.create({ data: { repositoryId, day: day(ago), count } });
  await pull(0, 7);
  await pull(13, 5);
  await pull(14, 6);

  const pulls = (await pullsByRepositoryAndDay([repositoryId])).get(repositoryId);

  assert.deepEqual(pulls, [5, ...new Array(12).fill(0), 7]);
});
