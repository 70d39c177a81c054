import assert from "node:assert/strict";
import { before, test } from "node:test";
import { newPerson } from "../../support/clients/people.ts";
import { rawClient } from "../../support/clients/raw-client.ts";
import { startStack } from "../../support/stack.ts";

// Events of the registry are late or lost. Indexes under referrers tags are found nevertheless.

const stack = await startStack({ eventsUrl: "http://127.0.0.1:9/v2/webhooks/events" });
before(async () => {
  await newPerson(stack, "ada");
});

const { putArtifact, putManifest, referrers, ...registry } = rawClient(stack, "ada", "ada/app");

test("the index of a client is served without what the registry does not have", async () => {
  const subject = await putArtifact("an image", undefined, "1.0");
  const tag = subject.digest.replace(":", "-");
  const [first, second] = [
    await putArtifact("first", subject),
    await putArtifact("second", subject),
  ];
  assert.deepEqual(await referrers(subject.digest), []);

  await putManifest({ manifests: [first] }, tag);
  assert.deepEqual(await referrers(subject.digest), [first.digest]);
  await putManifest({ manifests: [first, second] }, tag);
  assert.deepEqual(await referrers(subject.digest), [first.digest, second.digest].sort());

  await registry.delete(first.digest);
  assert.deepEqual(await referrers(subject.digest), [second.digest]);
  const list = await registry.tag(tag);
  assert.deepEqual(
    list.manifests.map((it: { digest: string }) => it.digest),
    [second.digest],
  );
});
