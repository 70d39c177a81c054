import assert from "node:assert/strict";
import { before, test } from "node:test";
import {
  readTagsQuery,
  TagOrderQuery,
} from "../../../../src/catalogue/repositories/tags/list-query.ts";
import { tagSorts } from "../../../../src/catalogue/repositories/tags/order.ts";
import { tagGroups } from "../../../../src/catalogue/repositories/tags/tag-groups.ts";
import type { TagGroup } from "../../../../src/catalogue/repositories/tags/tags.ts";
import { db } from "../../../../src/platform/db/client.ts";
import {
  type MadeRepository,
  makeManifest,
  makeRepository,
  makeTag,
} from "../../../support/data/catalogue.ts";
import { useDatabase } from "../../../support/database.ts";
import { generator } from "../../../support/random.ts";

await useDatabase();

const imagesCount = 130;
let repository: MadeRepository;

/** Images with tags in no order, many of them with the same values. */
before(async () => {
  repository = await makeRepository();
  const random = generator(14);
  const below = (most: number) => Math.floor(random() * most);
  const suffixes = ["", "-alpine", "-rc.1", "-rc.10"];
  for (let n = 0; n < imagesCount; n += 1) {
    const totalSize = below(4) ? BigInt(below(40)) : null;
    const pulledAt = below(3) ? new Date(Date.UTC(2026, 0, 1 + below(20))) : null;
    const platform = below(2) ? "linux/arm64" : "linux/amd64";
    const image = await makeManifest(repository, { totalSize, pulledAt, platform });
    for (let tag = 0; tag <= below(4); tag += 1) {
      const version = `${below(3)}.${below(30)}${suffixes[below(4)]}`;
      const name = below(3) ? `${version}-${n}-${tag}` : `branch-${below(1000)}-${n}-${tag}`;
      const pushedBy = below(2) ? "mara" : "jonas";
      await makeTag(image, name, { minute: below(50), pushedBy });
    }
  }
  await makeManifest(repository, { totalSize: 10n }); // untagged
  await makeTag(await makeManifest(await makeRepository()), "2.0-elsewhere");
});

const filters: [string, (tag: string, group: TagGroup) => boolean][] = [
  ["", () => true],
  ["name=branch", (tag) => tag.startsWith("branch")],
  ["name=*-1", (tag) => tag.endsWith("-1")],
  ["version=>=1.4 <2", (tag) => /^1\.([4-9]|\d\d)\b/.test(tag)],
  ["platform=linux/arm64", (_tag, { platforms }) => platforms[0] === "linux/arm64"],
];

for (const sort of tagSorts)
  for (const [filter, matches] of filters)
    test(`paging by ${sort} shows each digest once, both ways and back: ${filter || "all"}`, async () => {
      const [down, up] = [
        await walk(`${filter}&sort=${sort}&order=desc`),
        await walk(`${filter}&sort=${sort}&order=asc`),
      ];
      const rows = down.pages.flat();

      assert.deepEqual(up.pages.flat(), rows.toReversed());
      assert.deepEqual(down.back, down.pages.slice(0, -1).toReversed());
      assert.deepEqual(await namesIn(rows), await namesMatching(matches));
      assert.equal(new Set(rows.map(({ digest }) => digest)).size, rows.length);
    });

test("the orders are those of the values that a row shows", async () => {
  const values = {
    pushed: ({ pushedAt }: TagGroup) => -pushedAt.getTime(),
    size: ({ totalSize }: TagGroup) => -Number(totalSize ?? -1n),
    pulled: ({ pulledAt }: TagGroup) => -(pulledAt?.getTime() ?? 0),
  };
  for (const [sort, shownValue] of Object.entries(values)) {
    const found = (await walk(`sort=${sort}`)).pages.flat().map(shownValue);
    assert.deepEqual(
      found,
      [...found].sort((one, other) => one - other),
      sort,
    );
  }
  const names = (await walk("sort=name")).pages.flat().map(({ tags }) => tags[0] ?? "");
  const { rows } = {
    rows: await db.$queryRaw<
      { name: string }[]
    >`SELECT name FROM unnest(${names}::text[]) AS name ORDER BY name`,
  };
  assert.deepEqual(
    names,
    rows.map(({ name }) => name),
  );
});

test("by version, the highest version of a digest gives its place and is its first tag", async () => {
  const place = await makeRepository();
  const [old, newer, other] = [
    await makeManifest(place),
    await makeManifest(place),
    await makeManifest(place),
  ];
  await makeTag(old, "1.9.0", { minute: 9 });
  for (const name of ["latest", "1", "1.10", "1.10.2"]) await makeTag(newer, name, { minute: 1 });
  await makeTag(other, "1.10.2-rc.1", { minute: 5 });

  const { rows } = await list(place, "sort=version");

  assert.deepEqual(
    rows.map(({ tags }) => tags),
    [["1.10.2", "1.10", "1", "latest"], ["1.10.2-rc.1"], ["1.9.0"]],
  );
});

test("an unreadable cursor shows the first page", async () => {
  const { rows } = await list(repository, "sort=size");
  for (const older of ["x", "-1", "1e9-zz", "9".repeat(18), "a-zzzzzzz", `${"9".repeat(40)}-1`]) {
    assert.deepEqual((await list(repository, `sort=size&older=${older}`)).rows, rows);
    for (const sort of tagSorts)
      assert.equal((await list(repository, `sort=${sort}&older=${older}`)).rows.length > 0, true);
  }
});

function list({ id }: { id: number }, query: string) {
  const sent = Object.fromEntries(new URLSearchParams(query));
  const { request } = readTagsQuery(sent, TagOrderQuery.parse(sent));
  return tagGroups(id, request.at, request.list);
}

/** All pages, and those on the way back. */
async function walk(query: string) {
  const pages: TagGroup[][] = [];
  let page = await list(repository, query);
  pages.push(page.rows);
  while (page.older) {
    page = await list(repository, `${query}&older=${page.older}`);
    pages.push(page.rows);
  }
  const back: TagGroup[][] = [];
  while (page.newer && back.length < pages.length - 1) {
    page = await list(repository, `${query}&newer=${page.newer}`);
    back.push(page.rows);
  }
  return { pages, back };
}

const namesIn = async (rows: readonly TagGroup[]) => rows.flatMap(({ tags }) => tags).sort();

async function namesMatching(matches: (tag: string, group: TagGroup) => boolean) {
  const tags = await db.tag.findMany({
    where: { repositoryId: repository.id },
    include: { manifest: true },
  });
  const all = await walk("");
  const groups = new Map(all.pages.flat().map((group) => [group.manifestId, group]));
  return tags
    .filter(({ name, manifestId }) => {
      const group = groups.get(manifestId);
      return group && matches(name, group);
    })
    .map(({ name }) => name)
    .sort();
}
