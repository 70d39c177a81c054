import assert from "node:assert/strict";
import { before, beforeEach, describe, test } from "node:test";
import { readPending } from "../../../../src/catalogue/images/reader/manifest-reader.ts";
import { db, type User } from "../../../../src/platform/db/client.ts";
import { paths } from "../../../../src/platform/paths/paths.ts";
import { ensureKeys } from "../../../../src/registry/signing/keys.ts";
import { type Browser, signIn, useApp } from "../../../support/app.ts";
import {
  type MadeRepository,
  makeManifest,
  makeRepository,
  makeTag,
} from "../../../support/data/catalogue.ts";
import {
  makeNamespace,
  makePerson,
  makeRegistry,
  makeTeam,
  unique,
} from "../../../support/data/factories.ts";
import { fakeRegistry } from "../../../support/fakes/registry.ts";

const app = await useApp();
const fake = await fakeRegistry();
const reason = "The registry does not have it.";

describe("a manifest that cannot be read", () => {
  let ada: Browser;
  let carl: Browser;
  let vera: Browser;
  let repository: MadeRepository;
  let contributor: User;
  let viewer: User;

  before(async () => {
    await ensureKeys();
    await makeRegistry({ url: fake.url });
    contributor = (await makePerson({ username: "carl" })).user;
    viewer = (await makePerson({ username: "vera" })).user;
    ada = await signIn(app, (await makePerson({ username: "ada", admin: true })).user);
    carl = await signIn(app, contributor);
    vera = await signIn(app, viewer);
  });

  beforeEach(async () => {
    const team = await makeTeam({ contributors: [contributor], viewers: [viewer] });
    const namespace = await makeNamespace({ name: unique("web"), team });
    repository = await makeRepository({ namespace, name: "app", tagsCount: 1 });
  });

  /** A manifest with a tag that Portus has given up; with `readAfter` it is retried then. */
  async function failed(more: { digest?: string; readAfter?: Date } = {}) {
    const state = { readAt: null, readError: reason, readAttempts: 5, ...more };
    const manifest = await makeManifest(repository, state);
    await makeTag(manifest, unique("tag"));
    return manifest;
  }

  const retryPath = ({ digest }: { digest: string }) => paths.reading(repository, digest);

  test("is shown as not readable, with the reason for people who can retry", async () => {
    const { digest } = await failed();

    const image = await carl.get(paths.image(repository, digest));
    const shown = await vera.get(paths.repository(repository));
    const list = await vera.get(paths.repositories());

    assert.ok(image.text.includes(reason));
    const viewed = await vera.get(paths.image(repository, digest));
    for (const { text } of [viewed, shown])
      assert.ok(!text.includes(reason), "only people who can retry see the reason");
    assert.match(image.text, />Manifest not readable<[\s\S]*Portus has stopped retrying/);
    for (const { text } of [shown, list]) assert.match(text, /not readable/);
    for (const { text } of [image, shown, list]) assert.doesNotMatch(text, /reading…/);
  });

  test("is shown as being read while Portus retries", async () => {
    const { digest } = await failed({ readAfter: new Date(Date.now() + 3_600_000) });

    const image = await carl.get(paths.image(repository, digest));
    const shown = await carl.get(paths.repository(repository));

    assert.match(image.text, /Portus will retry/);
    assert.doesNotMatch(image.text, /<button[^>]*>Try again/);
    assert.match(shown.text, /reading…/);
  });

  test("is read after a contributor retries and the registry has it", async () => {
    const digest = fake.serve(repository.fullName, "manifests", JSON.stringify({ layers: [] }));
    const manifest = await failed({ digest });
    await carl.get(paths.image(repository, digest));

    const answer = await carl.post(retryPath(manifest));
    await readPending();

    const { text } = await carl.get(paths.image(repository, digest));
    assert.deepEqual([answer.status, answer.location], [303, paths.image(repository, digest)]);
    assert.match(text, /Portus will read the manifest again/);
    assert.doesNotMatch(text, /Manifest not readable/);
    const { text: feed } = await carl.get(paths.activity());
    const { username } = contributor;
    const who = `<a href="${paths.person(username)}">${username}</a>`;
    assert.match(feed, new RegExp(`${who}\\s+retried reading a manifest of`));
  });

  test("gets five new attempts and is shown as being read", async () => {
    const manifest = await failed();
    await carl.get(paths.image(repository, manifest.digest));

    await carl.post(retryPath(manifest));

    const { readAttempts, readError } = await db.manifest.findUniqueOrThrow({
      where: { id: manifest.id },
    });
    assert.deepEqual([readAttempts, readError], [0, null]);
    assert.match((await vera.get(paths.repository(repository))).text, /reading…/);
  });

  test("cannot be retried by a viewer, who sees no button", async () => {
    const manifest = await failed();
    const page = await vera.get(paths.image(repository, manifest.digest));

    const answer = await vera.post(retryPath(manifest));

    assert.equal(answer.status, 403);
    assert.doesNotMatch(page.text, /<button[^>]*>Try again/);
    const { readAfter } = await db.manifest.findUniqueOrThrow({ where: { id: manifest.id } });
    assert.equal(readAfter, null);
  });

  test("is not read again if it was read in the meantime, and nothing is recorded", async () => {
    const manifest = await makeManifest(repository);
    await carl.get(paths.image(repository, manifest.digest));

    const answer = await carl.post(retryPath(manifest));

    assert.equal(answer.status, 303);
    assert.match(
      (await carl.get(answer.location ?? "")).text,
      /has read this manifest in the meantime/,
    );
    assert.equal(await db.activity.count({ where: { repositoryId: repository.id } }), 0);
  });

  test("is counted for admins, apart from those that are retried, with links", async () => {
    await db.manifest.deleteMany();
    const waiting = await failed({ readAfter: new Date(Date.now() + 3_600_000) });
    await failed();
    const { digest } = await failed();

    const { text } = await ada.get(paths.admin());

    assert.match(text, /1 manifest could not be read from the registry yet\./);
    const reason = `<a href="${paths.image(repository, waiting.digest)}">${repository.fullName}</a>`;
    assert.ok(text.includes(reason), "the repository of the manifest that is retried");
    assert.match(text, /2 manifests can&#39;t be read from the registry/);
    assert.ok(text.includes(`href="${paths.image(repository, digest)}"`));
  });
});
