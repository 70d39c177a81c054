import assert from "node:assert/strict";
import { before, test } from "node:test";
import { db, type Namespace } from "../../../src/platform/db/client.ts";
import { ensureKeys } from "../../../src/registry/signing/keys.ts";
import { signToken } from "../../../src/registry/signing/token.ts";
import { useApp } from "../../support/app.ts";
import { digestOf, makeRepository } from "../../support/data/catalogue.ts";
import { ociIndex } from "../../support/data/events.ts";
import { makeNamespace } from "../../support/data/factories.ts";
import { storeImage, storeReferrer } from "../../support/data/images.ts";
import { fakeRegistry, sha256 } from "../../support/fakes/registry.ts";

// Any request to Portus causes a bounded number of requests to the registry.

const app = await useApp();
const registry = await fakeRegistry();
const service = "registry.test.lan:5000";
let namespace: Namespace;
before(async () => {
  await ensureKeys();
  namespace = await makeNamespace({ name: "web", visibility: "public" });
  await db.registry.updateMany({ data: { url: registry.url } });
});

async function ask(repository: string, digest: string) {
  const access = [{ type: "repository", name: repository, actions: ["pull"] }];
  const headers = { authorization: `Bearer ${signToken({ subject: "", service, access })}` };
  const res = await fetch(`${app.url}/v2/${repository}/referrers/${digest}`, { headers });
  const { manifests } = await res.json();
  return { status: res.status, digests: manifests.map((it: { digest: string }) => it.digest) };
}

const said = { "docker-distribution-api-version": "registry/2.0" };

/** Everything is absent, as Distribution says it. */
function answerAbsent(repository: string): void {
  registry.answers.set(`/v2/${repository}/manifests/*`, (_req, res) =>
    res.writeHead(404, said).end('{"errors":[{"code":"MANIFEST_UNKNOWN"}]}'),
  );
}

test("an index of a thousand unknown digests causes few requests to the registry", async () => {
  const repository = await makeRepository({ namespace, name: "many" });
  const { fullName } = repository;
  answerAbsent(fullName);
  const subject = await storeImage(repository);
  const manifests = Array.from({ length: 1_000 }, (_, i) => ({
    mediaType: subject.mediaType,
    digest: digestOf(`unknown ${i}`),
    size: 5,
  }));
  const index = JSON.stringify({ schemaVersion: 2, mediaType: ociIndex, manifests });
  const headers = { ...said, "content-type": ociIndex, "docker-content-digest": sha256(index) };
  for (const reference of [sha256(index), subject.digest.replace(":", "-")])
    registry.answers.set(`/v2/${fullName}/manifests/${reference}`, (req, res) =>
      res.writeHead(200, headers).end(req.method === "HEAD" ? "" : index),
    );
  registry.requests.length = 0;

  const { status, digests } = await ask(fullName, subject.digest);

  assert.equal(status, 200);
  assert.equal(digests.length, 1_000 - 16); // the ones that were checked and are missing are left out
  assert.ok(registry.requests.length <= 40, `${registry.requests.length} requests`);
});

test("many concurrent requests are answered with few requests to the registry", async () => {
  const repository = await makeRepository({ namespace, name: "crowd" });
  answerAbsent(repository.fullName);
  registry.requests.length = 0;

  const answers = await Promise.all(
    Array.from({ length: 300 }, (_, i) => ask(repository.fullName, digestOf(`asked ${i}`))),
  );

  assert.ok(answers.every(({ status }) => status === 200));
  assert.ok(registry.requests.length <= 300 * 4, `${registry.requests.length} requests`);
});

test("many concurrent requests for one subject cause two checks", async () => {
  const repository = await makeRepository({ namespace, name: "one" });
  answerAbsent(repository.fullName);
  registry.requests.length = 0;

  await Promise.all(
    Array.from({ length: 100 }, () => ask(repository.fullName, digestOf("the same"))),
  );

  assert.ok(registry.requests.length <= 30, `${registry.requests.length} requests`);
});

test("if the registry breaks off, the catalogue answers", async () => {
  const repository = await makeRepository({ namespace, name: "broken" });
  registry.answers.set(`/v2/${repository.fullName}/manifests/*`, (req) => req.destroy());
  const subject = await storeImage(repository);
  const { digest } = await storeReferrer(repository, subject, "application/spdx+json");

  assert.deepEqual(await ask(repository.fullName, subject.digest), {
    status: 200,
    digests: [digest],
  });
  registry.requests.length = 0;
  await ask(repository.fullName, subject.digest);
  assert.equal(registry.requests.length, 0, "it is not asked again at once");
});
