import assert from "node:assert/strict";
import { test } from "node:test";
import { tagToRemove } from "../../../src/catalogue/images/manifest/tag-removal.ts";
import { readPending } from "../../../src/catalogue/images/reader/manifest-reader.ts";
import { db } from "../../../src/platform/db/client.ts";
import { imageOf } from "../../support/fakes/registry.ts";
import { fake, pushed, repository } from "./reading.ts";

const empty = (tag: string) => ({
  config: { Labels: { "delete-tag": tag, "delete-date": "2026-11-28 19:00:00 +0000 UTC" } },
  history: [
    { created: "2026-11-28T19:00:00Z", created_by: "# regclient", comment: "empty JSON blob" },
  ],
});

test("an image that regctl pushes in order to remove a tag is recognised by its configuration", () => {
  const odd = [
    null,
    {},
    "text",
    { config: null },
    { ...empty("1.0"), history: [] },
    { ...empty("1.0"), history: [{ created_by: "COPY . /" }] },
    { ...empty("1.0"), config: { Labels: { "delete-tag": "1.0" } } },
    { ...empty("1.0"), config: { Labels: { "delete-tag": 1, "delete-date": "now" } } },
    empty(""),
    empty("x".repeat(129)),
  ];

  assert.equal(tagToRemove(empty("1.0")), "1.0");
  for (const config of odd) assert.equal(tagToRemove(config), null, JSON.stringify(config));
});

test("the timeline of a tag says that regctl tag rm overwrote it, and says so of no other tag", async () => {
  const image = imageOf(fake, repository, empty("1.0"));
  await pushed(image.digest, undefined, "1.0");
  await pushed(image.digest, undefined, "other");

  await readPending();

  const moves = await db.tagMove.findMany({
    orderBy: { tag: "asc" },
    where: { digest: image.digest },
  });
  assert.deepEqual(
    moves.map(({ tag, cause }) => [tag, cause]),
    [
      ["1.0", "regctl_tag_rm"],
      ["other", null],
    ],
  );
});
