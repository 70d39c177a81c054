import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { Manifest, Namespace, Repository } from "../../../src/platform/db/client.ts";
import { listReferrers } from "../../../src/protocol/referrers/referrers.ts";
import { ensureKeys } from "../../../src/registry/signing/keys.ts";
import { signToken } from "../../../src/registry/signing/token.ts";
import { useApp } from "../../support/app.ts";
import { digestOf, makeRepository } from "../../support/data/catalogue.ts";
import { ociIndex } from "../../support/data/events.ts";
import { makeNamespace } from "../../support/data/factories.ts";
import { storeImage, storeManifest, storeReferrer } from "../../support/data/images.ts";

// Long lists of referrers, which anyone may request.

const app = await useApp();
const service = "registry.test.lan:5000";
const sbomType = "application/spdx+json";
const signatureType = "application/vnd.dev.cosign.artifact.sig.v1+json";

let namespace: Namespace;
let repository: Repository;
before(async () => {
  await ensureKeys();
  namespace = await makeNamespace({ name: "web", visibility: "public" });
  repository = await makeRepository({ namespace, name: "app" });
});

interface Page {
  bytes: number;
  entries: { digest: string; artifactType: string; annotations: Record<string, string> }[];
  next: string | null;
}

async function get(path: string): Promise<Page> {
  const access = [{ type: "repository", name: repository.fullName, actions: ["pull"] }];
  const headers = { authorization: `Bearer ${signToken({ subject: "", service, access })}` };
  const res = await fetch(`${app.url}${path}`, { headers });
  const text = await res.text();
  const [, next = null] = /^<(.+)>; rel="next"$/.exec(res.headers.get("link") ?? "") ?? [];
  return { bytes: text.length, entries: JSON.parse(text).manifests, next };
}

async function allPages(subject: Manifest, filter = ""): Promise<Page[]> {
  const pages: Page[] = [];
  let path: string | null = `/v2/${repository.fullName}/referrers/${subject.digest}${filter}`;
  while (path && pages.length < 100) {
    const page = await get(path);
    pages.push(page);
    path = page.next;
  }
  return pages;
}

const bulk = (seed: number) =>
  Object.fromEntries(
    Array.from({ length: 7 }, (_, i) => [`org.example.${i}`, `${seed}`.padEnd(7_700, "x")]),
  );

test("large referrers are paged by bytes without repetitions or gaps", async () => {
  const subject = await storeImage(repository);
  const made: string[] = [];
  for (let i = 0; i < 60; i += 1)
    made.push((await storeReferrer(repository, subject, sbomType, bulk(i))).digest);

  const pages = await allPages(subject);

  assert.ok(pages.length > 1);
  for (const { bytes } of pages) assert.ok(bytes <= 1_048_576, `${bytes} bytes`);
  const entries = pages.flatMap((page) => page.entries);
  assert.deepEqual(
    entries.map(({ digest }) => digest),
    made.sort(),
  );
  assert.ok(entries.every(({ annotations }) => annotations["org.example.6"]?.length === 7_700));
});

test("entries of an index without a known manifest are paged by bytes, too", async () => {
  const subject = await storeImage(repository);
  const manifests = Array.from({ length: 40 }, (_, i) => ({
    mediaType: subject.mediaType,
    digest: digestOf(`unknown ${i}`),
    size: 5,
    annotations: bulk(i),
  }));
  const tag = subject.digest.replace(":", "-");
  await storeManifest(repository, { manifests }, { type: ociIndex, tag });

  const pages = await allPages(subject);

  assert.ok(pages.length > 1);
  for (const { bytes } of pages) assert.ok(bytes <= 1_048_576, `${bytes} bytes`);
  assert.equal(pages.flatMap((page) => page.entries).length, 40);
});

test("an entry larger than a page is a page of its own", async () => {
  const subject = await storeImage(repository);
  const many = Object.fromEntries(
    Array.from({ length: 40 }, (_, i) => [`org.example.${i}`, "x".repeat(8_000)]),
  );
  await storeReferrer(repository, subject, sbomType, many);
  await storeReferrer(repository, subject, sbomType, { a: "b" });
  const query = { registryId: namespace.registryId, repository: repository.fullName };

  const [page] = await allPages(subject);
  const { referrers, more } = await listReferrers(
    { ...query, subject: subject.digest },
    { entries: 10, bytes: 10 },
  );

  assert.equal(page?.entries.length, 2);
  assert.ok((page?.bytes ?? 0) < 70_000);
  assert.deepEqual([referrers.length, more], [1, true]);
});

test("the filter applies before paging, so no page is short or empty", async () => {
  const subject = await storeImage(repository);
  for (let i = 0; i < 30; i += 1) await storeReferrer(repository, subject, sbomType, bulk(i));
  const signature = await storeReferrer(repository, subject, signatureType);

  const pages = await allPages(subject, `?artifactType=${encodeURIComponent(signatureType)}`);

  assert.deepEqual(
    pages.map(({ entries }) => entries.map(({ digest }) => digest)),
    [[signature.digest]],
  );
});

test("a page has a maximum number of entries, without repetitions or gaps", async () => {
  const subject = await storeImage(repository);
  const made = [
    await storeReferrer(repository, subject, sbomType),
    await storeReferrer(repository, subject, signatureType),
  ];
  const query = {
    registryId: namespace.registryId,
    repository: repository.fullName,
    subject: subject.digest,
  };
  const limits = { entries: 1, bytes: 1_000_000 };

  const first = await listReferrers(query, limits);
  const second = await listReferrers({ ...query, last: first.referrers[0]?.digest }, limits);

  assert.deepEqual([first.more, second.more], [true, false]);
  assert.deepEqual(
    [...first.referrers, ...second.referrers].map(({ digest }) => digest),
    made.map(({ digest }) => digest).sort(),
  );
});
