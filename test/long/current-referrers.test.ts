import assert from "node:assert/strict";
import { before, test } from "node:test";
import { db } from "../../src/platform/db/client.ts";
import { newPerson, type Person, password } from "../support/clients/people.ts";
import { rawClient } from "../support/clients/raw-client.ts";
import { startStack } from "../support/stack.ts";
import { until } from "../support/waiting.ts";

// At a real registry: a push or deletion changes the next answer of Portus.

const stack = await startStack();
let ada: Person;
before(async () => {
  ada = await newPerson(stack, "ada");
});

const client = (repository: string) => rawClient(stack, "ada", repository);

const listTag = (digest: string) => digest.replace(":", "-");

test("a referrer pushed by digest is always in the next answer", async () => {
  const { putArtifact, referrers } = client("ada/plain");
  const subject = await putArtifact("an image", undefined, "1.0");
  const pushed: string[] = [];

  for (let i = 0; i < 8; i += 1) {
    pushed.push((await putArtifact(`signature ${i}`, subject)).digest);
    assert.deepEqual(await referrers(subject.digest), [...pushed].sort());
  }
});

test("a referrer of a missing subject is in the next answer", async () => {
  const { putArtifact, referrers } = client("ada/missing");
  const subject = { mediaType: "text/plain", digest: `sha256:${"a".repeat(64)}`, size: 3 };

  const { digest } = await putArtifact("a signature", subject);

  assert.deepEqual(await referrers(subject.digest), [digest]);
});

test("each of many concurrent requests includes what was pushed before it", async () => {
  const { putArtifact, referrers } = client("ada/many");
  const subject = await putArtifact("an image", undefined, "1.0");

  const answers: Promise<string[]>[] = [];
  const pushed: string[] = [];
  for (let i = 0; i < 5; i += 1) {
    const { digest } = await putArtifact(`signature ${i}`, subject);
    pushed.push(digest);
    answers.push(...Array.from({ length: 4 }, () => referrers(subject.digest)));
  }

  for (const [at, answer] of (await Promise.all(answers)).entries())
    for (const digest of pushed.slice(0, Math.floor(at / 4) + 1))
      assert.ok(answer.includes(digest), `answer ${at} has ${digest}`);
});

test("a referrer deleted at the registry is not in the next answer", async () => {
  const { putArtifact, referrers, ...registry } = client("ada/deleted");
  const subject = await putArtifact("an image", undefined, "1.0");
  const kept = await putArtifact("kept", subject);
  const deleted = await putArtifact("deleted", subject);
  assert.equal((await referrers(subject.digest)).length, 2);

  await registry.delete(deleted.digest);

  assert.deepEqual(await referrers(subject.digest), [kept.digest]);
});

test("a referrer deleted by Portus is not in the next answer", async () => {
  const { putArtifact, referrers } = client("ada/by-portus");
  const subject = await putArtifact("an image", undefined, "1.0");
  const { digest } = await putArtifact("a signature", subject, "signature");
  assert.deepEqual(await referrers(subject.digest), [digest]);
  const tag = await db.tag.findFirstOrThrow({ where: { name: "signature" } });

  const basic = Buffer.from(`ada:${password}`).toString("base64");
  const deleted = await fetch(`${stack.portus.url}/api/v1/tags/${tag.id}`, {
    method: "DELETE",
    headers: { authorization: `Basic ${basic}` },
  });

  assert.equal(deleted.status, 204, await deleted.text());
  assert.deepEqual(await referrers(subject.digest), []);
});

test("an overwritten index changes the next answer", async () => {
  const { putArtifact, putManifest, referrers } = client("ada/overwritten");
  const subject = await putArtifact("an image", undefined, "1.0");
  const [first, second] = [await putArtifact("first"), await putArtifact("second")];
  const overwrite = (manifests: object[]) => putManifest({ manifests }, listTag(subject.digest));

  await overwrite([first, second]);
  assert.deepEqual(await referrers(subject.digest), [first.digest, second.digest].sort());
  await overwrite([second]);
  assert.deepEqual(await referrers(subject.digest), [second.digest]);
});

test("the page of the image shows what the API lists", async () => {
  const { putArtifact, referrers, ...registry } = client("ada/shown");
  const subject = await putArtifact("an image", undefined, "1.0");
  const [kept, deleted] = [await putArtifact("kept", subject), await putArtifact("gone", subject)];
  const page = async () =>
    (await ada.browser.get(`/repositories/ada/shown/-/${subject.digest}`)).text;
  await referrers(subject.digest);
  await until(async () => (await page()).includes(deleted.digest), "the page to show both");

  await registry.delete(deleted.digest);
  await referrers(subject.digest);

  const after = await page();
  assert.ok(after.includes(kept.digest));
  assert.ok(!after.includes(deleted.digest));
});
