import assert from "node:assert/strict";
import { before, test } from "node:test";
import { readPending } from "../../../../src/catalogue/images/reader/manifest-reader.ts";
import { db } from "../../../../src/platform/db/client.ts";
import { paths } from "../../../../src/platform/paths/paths.ts";
import { ensureKeys } from "../../../../src/registry/signing/keys.ts";
import { browser, useApp } from "../../../support/app.ts";
import { artifactCases } from "../../../support/builders/artifacts.ts";
import { attachmentCases, hostileCases } from "../../../support/builders/attachments.ts";
import type { Descriptor, ManifestCase, Pushed } from "../../../support/builders/cases.ts";
import { imageCases } from "../../../support/builders/images.ts";
import { indexCases } from "../../../support/builders/indexes.ts";
import { located } from "../../../support/data/catalogue.ts";
import { ociManifest } from "../../../support/data/events.ts";
import { makeNamespace, makePerson, password } from "../../../support/data/factories.ts";
import { recordPush } from "../../../support/data/pushes.ts";
import { fakeRegistry, sha256 } from "../../../support/fakes/registry.ts";

// Each manifest is pushed to a registry, read from it as after any push, and checked on its page and in the API.
const cases = [...imageCases, ...indexCases, ...artifactCases, ...attachmentCases, ...hostileCases];
const fake = await fakeRegistry();
const app = await useApp();
const it = browser(app);
const repositoryOf = (given: ManifestCase) => `builders/n${cases.indexOf(given)}`;

before(async () => {
  await ensureKeys();
  await makePerson({ username: "reader", admin: true });
  const namespace = await makeNamespace({ name: "builders", visibility: "public" });
  await db.registry.updateMany({ data: { url: fake.url } });
  for (const given of cases) {
    const parts: Descriptor[] = [];
    for (const part of given.parts ?? []) parts.push(await push(given, part, { parts: [] }));
    await push(given, given, { parts, tag: "it" });
  }
  for (let read = 1; read > 0; ) read = await readPending(1000);

  async function push(
    given: ManifestCase,
    { type = ociManifest, manifest, config }: Pushed,
    { parts, tag }: { parts: Descriptor[]; tag?: string },
  ): Promise<Descriptor> {
    const repository = repositoryOf(given);
    const content: object = typeof manifest === "function" ? manifest(parts) : manifest;
    const text = typeof config === "string" ? config : JSON.stringify(config);
    const withConfig =
      text && "config" in content && typeof content.config === "object"
        ? { ...content, config: { ...content.config, digest: sha256(text), size: text.length } }
        : content;
    if (text) fake.serve(repository, "blobs", text);
    const bytes = JSON.stringify({ schemaVersion: 2, mediaType: type, ...withConfig });
    const digest = fake.serve(repository, "manifests", bytes, type);
    const agent = { id: null, username: "somebody" };
    const at = new Date().toISOString();
    const pushed = { namespace, repository, digest, mediaType: type, size: bytes.length };
    await db.$transaction((tx) => recordPush(tx, { ...pushed, agent, at, ...(tag && { tag }) }));
    return { mediaType: type, digest, size: bytes.length };
  }
});

test("there are at least 60 cases with distinct names", () => {
  assert.ok(cases.length >= 60, `${cases.length}`);
  assert.equal(new Set(cases.map(({ name }) => name)).size, cases.length);
});

for (const given of cases)
  test(`I9: ${given.name} is shown as ${given.expected.label}`, async () => {
    const { expected } = given;
    const { id } = await db.repository.findFirstOrThrow({
      where: { fullName: repositoryOf(given) },
    });
    const [page, api, tags] = [
      (await it.get(paths.image(located(repositoryOf(given)), "it"))).text,
      await callApi(`/repositories/${id}/images/it`),
      await callApi(`/repositories/${id}/tags`),
    ];

    assert.deepEqual([api.kind, api.label], [expected.kind, expected.label]);
    assert.equal(tags[0].kind, expected.kind);
    assert.ok(page.includes(`<dd>${expected.label}</dd>`), "the page's kind");
    const clients = api.commands.map(({ client }: { client: string }) => client);
    assert.deepEqual(clients, expected.clients);
    for (const { command } of api.commands) assert.ok(page.includes(command), command);

    if (expected.platforms) assert.deepEqual(platformsOf(api), expected.platforms);
    for (const platform of expected.platforms ?? []) assert.ok(page.includes(platform), platform);
    if (expected.built) assert.equal(api.built_at ?? api.built_note, expected.built);
    if (expected.built && !api.built_at)
      assert.ok(page.includes(expected.built), "when it was built");
    if (expected.files) {
      const names = api.files.map(({ name }: { name: string | null }) => name);
      assert.deepEqual(names, expected.files);
      assert.match(page, /id="files"/);
    }
    for (const pattern of expected.present ?? []) assert.match(page, pattern);
    for (const pattern of expected.absent ?? []) assert.doesNotMatch(page, pattern);
  });

function platformsOf(api: { platforms: { platform: string }[]; platform: string | null }) {
  const listed = api.platforms.map(({ platform }) => platform);
  return listed.length > 0 ? listed : [api.platform ?? []].flat();
}

async function callApi(path: string) {
  const headers = { "Portus-Auth": `reader:${password}` };
  const answer = await fetch(`${app.url}/api/v1${path}`, { headers });
  assert.equal(answer.status, 200);
  return JSON.parse(await answer.text());
}
