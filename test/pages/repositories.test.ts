import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { db, type Namespace, type Repository, type User } from "../../src/platform/db/client.ts";
import { browser, signIn, useApp, withoutRequestId } from "../support/app.ts";
import { makeManifest, makeRepository, makeTag } from "../support/data/catalogue.ts";
import { makeNamespace, makePerson, makeTeam, makeUser } from "../support/data/factories.ts";

const app = await useApp();

describe("the pages of repositories", () => {
  let owner: User;
  let viewer: User;
  let contributor: User;
  let stranger: User;
  let hidden: Namespace;
  let secret: Repository;
  let visible: Repository;

  before(async () => {
    await makeUser({ admin: true }); // the first person, so that Portus is set up
    owner = (await makePerson()).user;
    [viewer, contributor, stranger] = [await makeUser(), await makeUser(), await makeUser()];
    const team = await makeTeam({
      owners: [owner],
      contributors: [contributor],
      viewers: [viewer],
    });
    hidden = await makeNamespace({ team });
    secret = await makeRepository({ namespace: hidden, name: "deep/down/secret" });
    const open = await makeNamespace({ team, visibility: "public" });
    visible = await makeRepository({ namespace: open, name: "shown", tagsCount: 1 });
    const manifest = await makeManifest(visible, {
      totalSize: 12_400_000n,
      platform: "linux/arm64",
    });
    await makeTag(manifest, "1.0");
    await makeTag(manifest, `${manifest.digest.replace(":", "-")}.sig`);
  });

  test("REP-003: a private repository has a page for a viewer of its team", async () => {
    const page = await (await signIn(app, viewer)).get(`/repositories/${secret.fullName}`);

    assert.equal(page.status, 200);
    assert.match(page.text, /deep\/down\/secret/);
  });

  test("REP-003: a private repository looks to others like one that does not exist", async () => {
    const it = await signIn(app, stranger);

    const existing = await it.get(`/repositories/${hidden.name}/deep/down/secret`);
    const missing = await it.get(`/repositories/${hidden.name}/deep/down/nothing`);

    assert.equal(existing.status, 404);
    assert.equal(missing.status, 404);
    const plain = (text: string) =>
      withoutRequestId(text).replaceAll(/name="_csrf" value="[^"]+"/g, "");
    assert.equal(
      plain(existing.text).replaceAll("secret", "x"),
      plain(missing.text).replaceAll("nothing", "x"),
      "the two pages differ only in the path, the CSRF token and the request ID",
    );
  });

  test("REP-004: without signing in, public repositories are visible and private ones are 404", async () => {
    const it = browser(app);

    const open = await it.get(`/repositories/${visible.fullName}`);
    const existing = await it.get(`/repositories/${secret.fullName}`);
    const missing = await it.get(`/repositories/${secret.fullName}x`);

    assert.equal(open.status, 200);
    assert.deepEqual([existing.status, missing.status], [404, 404]);
    assert.match(existing.text, /Sign in and return to this page/);
  });

  test("the page of a repository shows pull commands, the size and platform of its tags, and who may pull", async () => {
    const { text } = await browser(app).get(`/repositories/${visible.fullName}`);

    const image = `registry.test.lan:5000/${visible.fullName}:1.0`;
    for (const command of [
      `docker pull ${image}`,
      `podman pull ${image}`,
      `skopeo copy --all docker://${image}`,
    ])
      assert.ok(text.includes(command), command);
    assert.match(text, /12\.4 MB/);
    assert.match(text, /linux\/arm64/);
    assert.match(text, /Anyone may pull\./);
    assert.match(text, />1 tag</);
    assert.doesNotMatch(text, /\.sig/);
  });

  test("a tag is marked while its manifest is being read", async () => {
    const repository = await makeRepository({ namespace: hidden });
    await makeTag(
      await makeManifest(repository, { readAt: null, readError: "timeout", readAfter: new Date() }),
      "new",
    );

    const page = await (await signIn(app, viewer)).get(`/repositories/${repository.fullName}`);

    assert.match(page.text, /reading…/);
  });

  test("REP-010: the maximum length of a description counts characters, not bytes", async () => {
    const { id, fullName } = await makeRepository({ namespace: hidden });
    const it = await signIn(app, owner);
    await it.get(`/repositories/${fullName}/-/settings`);
    const description = "港".repeat(20_000);

    const answer = await it.post(`/repositories/${fullName}/-/settings/description`, {
      description,
    });

    assert.equal(answer.status, 303);
    const kept = await db.repository.findUniqueOrThrow({ where: { id } });
    assert.equal(kept.description, description);
  });

  test("REP-010: an owner edits the description of a repository, in markdown, and reads it in the README", async () => {
    const it = await signIn(app, owner);
    const form = await it.get(`/repositories/${secret.fullName}/-/settings`);

    const answer = await it.post(`/repositories/${secret.fullName}/-/settings/description`, {
      description: "It is **safe**.",
    });

    assert.equal(form.status, 200);
    assert.equal(answer.location, `/repositories/${secret.fullName}/-/readme`);
    const page = await it.get(answer.location ?? "");
    assert.match(page.text, /It is <strong>safe<\/strong>\./);
    const [line] = await db.activity.findMany({ where: { repositoryId: secret.id } });
    assert.deepEqual([line?.key, line?.actorName], ["repository.describe", owner.username]);
  });

  for (const role of ["viewer", "contributor"] as const)
    test(`REP-010: a ${role} may not edit the description of a repository`, async () => {
      const it = await signIn(app, role === "viewer" ? viewer : contributor);
      const form = await it.get(`/repositories/${secret.fullName}/-/settings`);

      const answer = await it.post(`/repositories/${secret.fullName}/-/settings/description`, {
        description: "mine now",
      });

      assert.deepEqual([form.status, answer.status], [403, 403]);
      const kept = await db.repository.findUniqueOrThrow({ where: { id: secret.id } });
      assert.notEqual(kept.description, "mine now");
    });

  test("the form of a hidden repository is 404", async () => {
    const it = await signIn(app, stranger);

    const form = await it.get(`/repositories/${secret.fullName}/-/settings`);
    const answer = await it.post(`/repositories/${secret.fullName}/-/settings/description`, {
      description: "x",
    });

    assert.deepEqual([form.status, answer.status], [404, 404]);
  });

  test("a description without a CSRF token is refused", async () => {
    const it = await signIn(app, owner);
    it.forgetCsrf();

    const answer = await it.post(`/repositories/${secret.fullName}/-/settings/description`, {
      description: "x",
    });

    assert.equal(answer.status, 403);
  });

  test("the form returns a description that is too long with a message", async () => {
    const it = await signIn(app, owner);
    await it.get(`/repositories/${secret.fullName}/-/settings`);

    const answer = await it.post(`/repositories/${secret.fullName}/-/settings/description`, {
      description: "x".repeat(20_001),
    });

    assert.equal(answer.status, 422);
    assert.match(answer.text, /Keep it under 20,000 characters\./);
    assert.match(answer.text, /x{20001}/);
  });

  test("the URL filters the list, and page links keep the filter", async () => {
    const many = await makeNamespace({ visibility: "public" });
    for (let n = 0; n < 51; n += 1) await makeRepository({ namespace: many });
    const it = await signIn(app, stranger);

    const first = await it.get(`/repositories?namespace=${many.name}&visibility=public&q=app`);
    const older = /rel="next" href="([^"]+)"/.exec(first.text)?.[1]?.replaceAll("&amp;", "&") ?? "";
    const second = await it.get(older);

    const rows = (text: string) => text.match(/<th scope="row">/g)?.length;
    assert.deepEqual([rows(first.text), rows(second.text)], [50, 1]);
    assert.match(second.text, /rel="prev"/);
  });

  const askew = ["older=x", "visibility=all", "namespace[]=a", "q[a]=b", "mine=2", "newer=1-1"];
  for (const query of askew)
    test(`invalid parameters (${query}) still show a list`, async () => {
      const page = await (await signIn(app, stranger)).get(`/repositories?${query}`);

      assert.equal(page.status, 200);
    });

  test("a URL that can't be decoded is a page with a message", async () => {
    const page = await browser(app).get("/repositories/%E0%A4%A");

    assert.equal(page.status, 400);
    assert.match(page.text, /Start page/);
  });
});
