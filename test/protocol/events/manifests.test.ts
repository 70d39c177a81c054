import assert from "node:assert/strict";
import { test } from "node:test";
import * as sent from "../../support/data/events.ts";
import { digestOf } from "../../support/data/events.ts";
import { a, activities, b, find, found, latest, receive, tagsOf } from "./receiving.ts";

test("EVT-027: a push by digest stores the manifest without a tag", async () => {
  await receive({ digest: a });

  const { tags, manifests } = await found();
  assert.deepEqual(tags, []);
  assert.deepEqual(
    manifests.map(({ digest }) => digest),
    [a],
  );
  assert.deepEqual(await activities(), []);
});

test("EVT-028: a schema 1 manifest without a tag is stored only by its digest", async () => {
  await receive({ mediaType: sent.schema1Signed });

  const { tags, manifests } = await found();
  assert.deepEqual([tags.length, manifests[0]?.mediaType], [0, sent.schema1Signed]);
});

test("EVT-029: a push of an unknown media type without a tag changes nothing and breaks nothing", async () => {
  await receive({ mediaType: "application/x-unknown" });

  assert.equal(await find(), null);
  assert.equal((await latest()).state, "ignored");
});

for (const mediaType of [sent.ociManifest, sent.ociIndex])
  test(`EVT-041: ${mediaType} is kept`, async () => {
    await receive({ tag: "latest", mediaType });

    assert.equal((await found()).tags[0]?.manifest.mediaType, mediaType);
  });

test("EVT-042: a manifest list and its children are stored, and the children make no audit entries", async () => {
  await receive(
    { digest: digestOf("amd64"), mediaType: sent.dockerManifest },
    { digest: digestOf("arm64"), mediaType: sent.dockerManifest },
    { digest: digestOf("list"), mediaType: sent.dockerList, tag: "latest" },
  );

  assert.equal((await found()).manifests.length, 3);
  assert.deepEqual(await tagsOf(), { latest: digestOf("list") });
  assert.equal((await activities()).length, 1);
});

test("tags of signatures are stored, but neither counted nor recorded in the audit log", async () => {
  await receive({ tag: "latest" });

  await receive({ tag: `sha256-${"0".repeat(64)}.sig`, digest: b });

  const { tags, tagsCount } = await found();
  assert.deepEqual([tags.length, tagsCount], [2, 1]);
  assert.equal((await activities()).length, 1);
});
