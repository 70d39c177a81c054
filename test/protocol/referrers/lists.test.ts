import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { Descriptor } from "../../support/clients/oci-layouts.ts";
import { newPerson } from "../../support/clients/people.ts";
import { rawClient } from "../../support/clients/raw-client.ts";
import { startStack } from "../../support/stack.ts";
import { until } from "../../support/waiting.ts";

// Indexes under tags such as sha256-…. Clients that use the referrers API do not update them when they delete a
// referrer, and the registry refuses an index that lists a missing manifest.

const stack = await startStack();
before(async () => {
  await newPerson(stack, "ada");
});

const client = (repository: string) => rawClient(stack, "ada", repository);

const listTag = ({ digest }: Descriptor) => digest.replace(":", "-");
const nothing = `sha256:${"0".repeat(64)}`; // clients request it to detect the API
const digests = (list: { manifests: Descriptor[] } | null) =>
  list?.manifests.map(({ digest }) => digest);

test("after a client deletes a referrer and uses the API, the next client can push its index", async () => {
  const { putArtifact, putManifest, referrers, ...registry } = client("ada/next");
  const subject = await putArtifact("an image", undefined, "1.0");
  const [first, second] = [
    await putArtifact("first", subject),
    await putArtifact("second", subject),
  ];
  await putManifest({ manifests: [first, second], annotations: { a: "b" } }, listTag(subject));

  await registry.delete(first.digest);
  await referrers(nothing);

  const list = await registry.tag(listTag(subject));
  assert.deepEqual([digests(list), list.annotations], [[second.digest], { a: "b" }]);
  const third = await putArtifact("third", subject);
  await putManifest({ manifests: [...list.manifests, third] }, listTag(subject));
  assert.deepEqual(await referrers(subject.digest), [second.digest, third.digest].sort());
});

test("an index is repaired soon after a deletion, even without a request", async () => {
  const { putArtifact, putManifest, referrers, ...registry } = client("ada/soon");
  const subject = await putArtifact("an image", undefined, "1.0");
  const only = await putArtifact("only", subject);
  await putManifest({ manifests: [only] }, listTag(subject));
  await referrers(subject.digest);

  await registry.delete(only.digest);

  // Distribution 2.8 answers 500 to a request that meets the writing of a tag.
  const index = () => registry.tag(listTag(subject)).catch(() => null);
  const repaired = async () => digests(await index())?.length === 0;
  await until(repaired, "the index to list nothing", 5_000);
});

test("an index that lists something never pushed is served and not changed", async () => {
  const { putArtifact, putManifest, referrers, ...registry } = client("ada/other");
  const subject = await putArtifact("an image", undefined, "1.0");
  const other = await putArtifact("no word of its subject");
  await putManifest({ manifests: [other] }, listTag(subject));

  assert.deepEqual(await referrers(subject.digest), [other.digest]);
  assert.deepEqual(digests(await registry.tag(listTag(subject))), [other.digest]);
});
