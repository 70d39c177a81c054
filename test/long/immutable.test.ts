import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { db } from "../../src/platform/db/client.ts";
import { paths } from "../../src/platform/paths/paths.ts";
import { imageLayout } from "../support/clients/oci-layouts.ts";
import { newPerson, password, pulling, pushing } from "../support/clients/people.ts";
import { located } from "../support/data/catalogue.ts";
import { must, start, typescript } from "../support/processes.ts";
import { startStack } from "../support/stack.ts";
import { until } from "../support/waiting.ts";

// Immutable tags with a real registry and a real client. Portus reverts an overwrite within seconds.

const stack = await startStack();
const ada = await newPerson(stack, "ada");
const repository = located("ada/app");
const layout = (text: string) => imageLayout(join(stack.directory, text), text);
const [first, second] = [layout("first"), layout("second")];

/** The digest of a tag at the registry. */
function digestAt(reference: string): string {
  const name = `docker://${stack.registry.host}/${repository.fullName}${reference}`;
  const flags = ["--tls-verify=false", "--format", "{{.Digest}}"];
  return must(["skopeo", "inspect", "--no-tags", ...flags, name], ada.env).trim();
}

function push(what: typeof first, tag: string): void {
  const pushed = pushing(stack, ada, what, `${repository.fullName}:${tag}`);
  assert.equal(pushed.status, 0, pushed.output);
}

async function causes(tag: string) {
  const where = { tag, repository: { fullName: repository.fullName } };
  const moves = await db.tagMove.findMany({ where, orderBy: { at: "asc" } });
  return moves.map(({ digest, cause, byName }) => [digest, cause, byName]);
}

test("a push over an immutable tag is reverted: the tag pulls the old image, and the new one pulls by digest", async () => {
  push(first, "1.0");
  push(first, "latest");
  const known = async () => db.tag.count();
  await until(async () => (await known()) === 2, "both tags to be known");
  await ada.browser.get(paths.immutableTags(repository));
  const saved = await ada.browser.post(paths.immutableTags(repository), {
    patterns: "*\n!latest",
  });
  assert.equal(saved.status, 303, saved.text);

  push(second, "1.0");
  push(second, "latest");
  await until(async () => digestAt(":1.0") === first.root.digest, "the tag to be back");
  await until(async () => (await causes("1.0")).length === 3, "the timeline to say so");

  assert.equal(pulling(stack, ada, `${repository.fullName}:1.0`).status, 0);
  assert.equal(digestAt(`@${second.root.digest}`), second.root.digest);
  assert.equal(digestAt(":latest"), second.root.digest);
  assert.deepEqual(await causes("1.0"), [
    [first.root.digest, null, "ada"],
    [second.root.digest, "overwrite", "ada"],
    [first.root.digest, "revert", "portus"],
  ]);
  assert.equal(await db.revert.count(), 0);
  const timeline = await ada.browser.get(paths.timeline(repository, "1.0"));
  assert.match(timeline.text, /pushed over an immutable tag/);
  assert.match(timeline.text, /reverted: the tag is immutable/);
  const page = await ada.browser.get(paths.repository(repository));
  assert.match(page.text, /pushed over the immutable tag/);
  assert.match(page.text, /reverted the immutable tag/);
});

test("two overwrites in a row are both reverted", async () => {
  const third = layout("third");
  push(second, "1.0");
  push(third, "1.0");

  const settled = async () =>
    (await causes("1.0")).length >= 6 &&
    (await db.revert.count()) === 0 &&
    digestAt(":1.0") === first.root.digest;
  await until(settled, "the tag to be back");
});

test("a push while Portus is down is reverted when it starts again", async () => {
  const { url, host } = stack.registry;
  const scope = `repository:${repository.fullName}:pull,push`;
  const authorization = `Basic ${Buffer.from(`ada:${password}`).toString("base64")}`;
  const asked = `${stack.portus.url}/v2/token?${new URLSearchParams({ service: host, scope })}`;
  const answer = await fetch(asked, { headers: { authorization } });
  const { token } = (await answer.json()) as { token: string };
  const [, hex = ""] = second.root.digest.split(":");
  const bytes = readFileSync(join(second.directory, "blobs/sha256", hex));

  const isSettled = async () => (await causes("1.0")).at(-1)?.[1] !== "overwrite";
  await until(isSettled, "the event of the revert before this to be applied");
  const before = (await causes("1.0")).length;

  stack.portus.child.kill("SIGKILL");
  await stack.portus.ended;
  const put = await fetch(`${url}/v2/${repository.fullName}/manifests/1.0`, {
    method: "PUT",
    headers: { authorization: `Bearer ${token}`, "content-type": second.root.mediaType },
    body: bytes,
  });
  assert.equal(put.status, 201, await put.text());
  const portus = start([process.execPath, ...typescript, "src/main/server.ts"], stack.env);
  try {
    await until(async () => (await causes("1.0")).length === before + 2, "both moves to be known");
    assert.equal((await causes("1.0")).at(-1)?.[1], "revert");
    assert.equal(digestAt(":1.0"), first.root.digest);
  } finally {
    await portus.stop();
  }
});
