import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { db } from "../../src/platform/db/client.ts";
import { paths } from "../../src/platform/paths/paths.ts";
import {
  artifactLayout,
  digestOf,
  imageLayout,
  indexLayout,
  types,
} from "../support/clients/oci-layouts.ts";
import { newPerson, password, pulling, pushing } from "../support/clients/people.ts";
import { located } from "../support/data/catalogue.ts";
import { startStack } from "../support/stack.ts";
import { until } from "../support/waiting.ts";

// Images pushed to a real registry, by skopeo and by plain requests, and read by Portus.

const stack = await startStack();
const ada = await newPerson(stack, "ada");
const { host, url } = stack.registry;

let made = 0;
const layoutAt = () => join(stack.directory, `images${++made}`);

/** A registry token for a repository. */
async function tokenFor(repository: string, actions: string): Promise<string> {
  const query = new URLSearchParams({
    service: host,
    scope: `repository:${repository}:${actions}`,
  });
  const authorization = `Basic ${Buffer.from(`ada:${password}`).toString("base64")}`;
  const res = await fetch(`${stack.portus.url}/v2/token?${query}`, { headers: { authorization } });
  return ((await res.json()) as { token: string }).token;
}

/** Pushes a manifest with small blobs by plain requests. */
async function put(
  repository: string,
  reference: string | null,
  manifest: object,
  blobs: Buffer[],
) {
  const authorization = `Bearer ${await tokenFor(repository, "pull,push")}`;
  for (const blob of blobs) {
    const begun = await fetch(`${url}/v2/${repository}/blobs/uploads/`, {
      method: "POST",
      headers: { authorization },
    });
    const at = new URL(begun.headers.get("location") ?? "", url);
    at.searchParams.set("digest", digestOf(blob));
    const done = await fetch(at, {
      method: "PUT",
      headers: { authorization },
      body: new Uint8Array(blob),
    });
    assert.equal(done.status, 201, await done.text());
  }
  const bytes = Buffer.from(JSON.stringify(manifest));
  const digest = digestOf(bytes);
  const { mediaType } = manifest as { mediaType: string };
  const res = await fetch(`${url}/v2/${repository}/manifests/${reference ?? digest}`, {
    method: "PUT",
    headers: { authorization, "content-type": mediaType },
    body: bytes,
  });
  assert.equal(res.status, 201, await res.text());
  return { mediaType, digest, size: bytes.length };
}

const described = (mediaType: string, bytes: Buffer) => ({
  mediaType,
  digest: digestOf(bytes),
  size: bytes.length,
});

const pageOf = async (path: string) => (await ada.browser.get(path)).text;

/** Waits until Portus has applied the event and read the manifest. */
function shows(path: string, ...words: (string | RegExp)[]): Promise<void> {
  const there = async () => {
    const text = await pageOf(path);
    return words.every((word) =>
      typeof word === "string" ? text.includes(word) : word.test(text),
    );
  };
  return until(there, `${path} to show ${words.join(", ")}`, 10_000);
}

const image = imageLayout(layoutAt(), "signed");
const subject = { ...image.root };
const repository = located("ada/app");
before(() => {
  const pushed = pushing(stack, ada, image, "ada/app:1.0");
  assert.equal(pushed.status, 0, pushed.output);
});

test("an index of two platforms shows both with their sizes, and links to their layers", async () => {
  const index = indexLayout(layoutAt(), "both");
  assert.equal(pushing(stack, ada, index, "ada/multi:1.0").status, 0);

  const multi = located("ada/multi");
  await shows(
    paths.image(multi, "1.0"),
    "2 platforms",
    "linux/amd64",
    "linux/arm64",
    index.root.digest,
  );
  const child = await db.manifest.findFirstOrThrow({ where: { platform: "linux/arm64" } });
  await shows(paths.image(multi, child.digest), "COPY hello.txt /", "/hello", "Part of");
  const sizes = async () => !/>unknown</.test(await pageOf(paths.image(multi, "1.0")));
  await until(sizes, "both platforms to have a size");
});

test("an artifact and a Helm chart are shown as such", async () => {
  const parts = artifactLayout(layoutAt(), "parts", "application/vnd.example.parts");
  const chart = artifactLayout(layoutAt(), "chart", "application/vnd.cncf.helm.config.v1+json");
  assert.equal(pushing(stack, ada, parts, "ada/parts:1.0").status, 0);
  assert.equal(pushing(stack, ada, chart, "ada/chart:0.1.0").status, 0);

  await shows(paths.image(located("ada/parts"), "1.0"), "<dd>Artifact</dd>", "oras pull");
  const helm = "helm pull oci://";
  await shows(paths.image(located("ada/chart"), "0.1.0"), "<dd>Helm chart</dd>", helm);
});

test("a cosign signature tag and an attestation with a subject are attachments of the image, not tags", async () => {
  const stem = subject.digest.replace(":", "-");
  const empty = Buffer.from("{}");
  const signed = Buffer.from('{"critical":{}}');
  const payload = described("application/vnd.dev.cosign.simplesigning.v1+json", signed);
  const base = { schemaVersion: 2, mediaType: types.manifest };
  const signature = await put(
    "ada/app",
    `${stem}.sig`,
    { ...base, config: described(types.config, empty), layers: [payload] },
    [empty, signed],
  );
  const statement = Buffer.from('{"payloadType":"application/vnd.in-toto+json"}');
  const inToto = "application/vnd.in-toto+json";
  const { mediaType, digest, size } = subject;
  const attestation = await put(
    "ada/app",
    null,
    {
      ...base,
      artifactType: inToto,
      config: described(types.empty, empty),
      layers: [described(inToto, statement)],
      subject: { mediaType, digest, size },
      annotations: { "org.example.builder": "by hand" },
    },
    [statement],
  );
  await put("ada/app", stem, { ...base, mediaType: types.index, manifests: [attestation] }, []);

  await shows(
    paths.image(repository, "1.0"),
    /<th scope="row">Signature/,
    /<th scope="row">Attestation/,
    signature.digest,
    attestation.digest,
  );
  const list = await pageOf(paths.repository(repository));
  assert.ok(!list.includes(stem), "listed among the tags");
  assert.match(list, /1 tag</);

  const ask = async (query: string) => {
    const authorization = `Bearer ${await tokenFor("ada/app", "pull")}`;
    const at = `${stack.portus.url}/v2/ada/app/referrers/${subject.digest}${query}`;
    const res = await fetch(at, { headers: { authorization } });
    return { status: res.status, body: (await res.json()) as { manifests: object[] } };
  };
  const all = await ask("");
  assert.equal(all.status, 200);
  const annotations = { "org.example.builder": "by hand" };
  assert.deepEqual(all.body.manifests, [{ ...attestation, artifactType: inToto, annotations }]);
  assert.deepEqual((await ask("?artifactType=application/other")).body.manifests, []);
});

test("a tag that moved three times has a timeline, and pulls its earlier image after a rollback", async () => {
  const layouts = ["first", "second", "third"].map((text) => imageLayout(layoutAt(), text));
  for (const layout of layouts)
    assert.equal(pushing(stack, ada, layout, "ada/moving:latest").status, 0);
  const moving = located("ada/moving");
  const path = paths.timeline(moving, "latest");
  const [first = "", second = "", third = ""] = layouts.map(({ root }) => root.digest);
  await shows(path, first, second, third);

  const answer = await ada.browser.post(path, { digest: first, from: third });

  assert.deepEqual([answer.status, answer.location], [303, path]);
  const back = async () => {
    const tag = await db.tag.findFirstOrThrow({
      where: { name: "latest", repository: { fullName: "ada/moving" } },
      include: { manifest: true },
    });
    return tag.manifest.digest === first && tag.pushedBy === "ada";
  };
  await until(back, "the rollback by ada", 10_000);
  const authorization = `Bearer ${await tokenFor("ada/moving", "pull")}`;
  const head = await fetch(`${url}/v2/ada/moving/manifests/latest`, {
    method: "HEAD",
    headers: { authorization, accept: types.manifest },
  });
  assert.equal(head.headers.get("docker-content-digest"), first);
  assert.equal(pulling(stack, ada, "ada/moving:latest").status, 0);
  assert.equal((await pageOf(path)).match(/<th scope="row">/g)?.length, 4);
});

test("a rollback to an image that garbage collection deleted is refused with a message", async () => {
  const layouts = ["collected", "kept"].map((text) => imageLayout(layoutAt(), text));
  for (const layout of layouts)
    assert.equal(pushing(stack, ada, layout, "ada/collected:latest").status, 0);
  const [gone = "", kept = ""] = layouts.map(({ root }) => root.digest);
  const path = paths.timeline(located("ada/collected"), "latest");
  await shows(path, gone, kept);
  const read = () => db.manifest.findFirst({ where: { digest: gone, readAt: { not: null } } });
  await until(async () => (await read()) !== null, "the manifest to be read", 10_000);
  const layer = await db.manifestLayer.findFirstOrThrow({ where: { manifest: { digest: gone } } });
  const blobs = join(stack.registry.directory, "storage/docker/registry/v2/blobs/sha256");
  const hex = layer.digest.slice("sha256:".length);
  rmSync(join(blobs, hex.slice(0, 2), hex), { recursive: true });

  const answer = await ada.browser.post(path, { digest: gone, from: kept });

  assert.equal(answer.status, 422);
  assert.match(answer.text, /garbage collection removed them. Push the image again/);
});
