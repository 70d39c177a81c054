import assert from "node:assert/strict";
import { test } from "node:test";
import { tagToRemove } from "../../../../src/catalogue/images/manifest/tag-removal.ts";
import { readPending } from "../../../../src/catalogue/images/reader/manifest-reader.ts";
import { db } from "../../../../src/platform/db/client.ts";
import { imageOf } from "../../../support/fakes/registry.ts";
import { fake, push, repository } from "./pushed-manifests.ts";

const empty = (tag: string) => ({
  config: { Labels: { "delete-tag": tag, "delete-date": "2026-11-28 19:00:00 +0000 UTC" } },
  history: [
    { created: "2026-11-28T19:00:00Z", created_by: "# regclient", comment: "empty JSON blob" },
  ],
});

test("the image that regctl pushes to remove a tag is recognized by its configuration", () => {
  const others = [
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
  for (const config of others) assert.equal(tagToRemove(config), null, JSON.stringify(config));
});

test("the timeline says of a tag, and of no other, that regctl tag rm overwrote it", async () => {
  const image = imageOf(fake, repository, empty("1.0"));
  await push(image.digest, undefined, "1.0");
  await push(image.digest, undefined, "other");

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
