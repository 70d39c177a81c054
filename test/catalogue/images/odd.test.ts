import assert from "node:assert/strict";
import { before, test } from "node:test";
import { readPending } from "../../../src/catalogue/images/reader/manifest-reader.ts";
import { recordPush } from "../../../src/catalogue/repositories/recording/push.ts";
import { db } from "../../../src/platform/db/client.ts";
import { paths } from "../../../src/platform/paths/paths.ts";
import { ensureKeys } from "../../../src/registry/signing/keys.ts";
import { browser, useApp } from "../../support/app.ts";
import { located } from "../../support/data/catalogue.ts";
import { ociManifest } from "../../support/data/events.ts";
import { makeNamespace, makePerson, password } from "../../support/data/factories.ts";
import { fakeRegistry, sha256 } from "../../support/fakes/registry.ts";
import { artifactOdds } from "./odd/artifacts.ts";
import { attachmentOdds, hostileOdds } from "./odd/attachments.ts";
import { imageOdds } from "./odd/images.ts";
import type { Descriptor, Odd, Pushed } from "./odd/table.ts";

// Each odd manifest is pushed to a registry, read from it as after any push, and looked at on its page and by the API.
const odds = [...imageOdds, ...artifactOdds, ...attachmentOdds, ...hostileOdds];
const fake = await fakeRegistry();
const app = await useApp();
const it = browser(app);
const repositoryOf = (odd: Odd) => `odd/n${odds.indexOf(odd)}`;

before(async () => {
  await ensureKeys();
  await makePerson({ username: "reader", admin: true });
  const namespace = await makeNamespace({ name: "odd", visibility: "public" });
  await db.registry.updateMany({ data: { url: fake.url } });
  for (const odd of odds) {
    const parts: Descriptor[] = [];
    for (const part of odd.parts ?? []) parts.push(await push(odd, part, { parts: [] }));
    await push(odd, odd, { parts, tag: "it" });
  }
  for (let read = 1; read > 0; ) read = await readPending(1000);

  async function push(
    odd: Odd,
    { type = ociManifest, manifest, config }: Pushed,
    { parts, tag }: { parts: Descriptor[]; tag?: string },
  ): Promise<Descriptor> {
    const repository = repositoryOf(odd);
    const said: object = typeof manifest === "function" ? manifest(parts) : manifest;
    const text = typeof config === "string" ? config : JSON.stringify(config);
    const filled =
      text && "config" in said && typeof said.config === "object"
        ? { ...said, config: { ...said.config, digest: sha256(text), size: text.length } }
        : said;
    if (text) fake.serve(repository, "blobs", text);
    const bytes = JSON.stringify({ schemaVersion: 2, mediaType: type, ...filled });
    const digest = fake.serve(repository, "manifests", bytes, type);
    const agent = { id: null, username: "somebody" };
    const at = new Date().toISOString();
    const pushed = { namespace, repository, digest, mediaType: type, size: bytes.length };
    await db.$transaction((tx) => recordPush(tx, { ...pushed, agent, at, ...(tag && { tag }) }));
    return { mediaType: type, digest, size: bytes.length };
  }
});

test("the table has at least 60 rows, each with a name of its own", () => {
  assert.ok(odds.length >= 60, `${odds.length}`);
  assert.equal(new Set(odds.map(({ name }) => name)).size, odds.length);
});

for (const odd of odds)
  test(`I9: ${odd.name}: ${odd.says.label}`, async () => {
    const { says } = odd;
    const { id } = await db.repository.findFirstOrThrow({ where: { fullName: repositoryOf(odd) } });
    const [page, api, tags] = [
      (await it.get(paths.image(located(repositoryOf(odd)), "it"))).text,
      await callApi(`/repositories/${id}/images/it`),
      await callApi(`/repositories/${id}/tags`),
    ];

    assert.deepEqual([api.kind, api.label], [says.kind, says.label]);
    assert.equal(tags[0].kind, says.kind);
    assert.ok(page.includes(`<dd>${says.label}</dd>`), "the page's kind");
    const clients = api.commands.map(({ client }: { client: string }) => client);
    assert.deepEqual(clients, says.clients);
    for (const { command } of api.commands) assert.ok(page.includes(command), command);

    if (says.platforms) assert.deepEqual(platformsOf(api), says.platforms);
    for (const platform of says.platforms ?? []) assert.ok(page.includes(platform), platform);
    if (says.built) assert.equal(api.built_at ?? api.built_note, says.built);
    if (says.built && !api.built_at) assert.ok(page.includes(says.built), "when it was built");
    if (says.files) {
      const names = api.files.map(({ name }: { name: string | null }) => name);
      assert.deepEqual(names, says.files);
      assert.match(page, /id="files"/);
    }
    if (says.size !== undefined) assert.equal(api.size, says.size);
    for (const words of says.page ?? []) assert.match(page, words);
    for (const words of says.never ?? []) assert.doesNotMatch(page, words);
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
