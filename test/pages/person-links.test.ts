import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { existingAccounts } from "../../src/identity/people/existing.ts";
import { db, type User } from "../../src/platform/db/client.ts";
import { paths } from "../../src/platform/paths/paths.ts";
import { browser, signIn, useApp } from "../support/app.ts";
import { type MadeRepository, makeRepository } from "../support/data/catalogue.ts";
import { actorOf, makeNamespace, makeTeam, makeUser } from "../support/data/factories.ts";
import { storeImage, storeReferrer } from "../support/data/images.ts";

// Mara pushes, comments and has a role. Gone did the same and has no account any more.

const app = await useApp();
const visitor = browser(app);

let mara: User;
let repository: MadeRepository;
before(async () => {
  await makeUser({ admin: true });
  mara = await makeUser({ username: "mara" });
  const team = await makeTeam({ owners: [mara] });
  const namespace = await makeNamespace({ name: "web", visibility: "public", team });
  repository = await makeRepository({ namespace, name: "app" });
  await db.repository.update({ where: { id: repository.id }, data: { pushedBy: "mara" } });
  const { id: repositoryId } = repository;
  for (const [tag, byName] of [
    ["known", "mara"],
    ["lost", "gone"],
  ] as const) {
    const { digest } = await storeImage(repository, { tag, pushedBy: byName });
    await db.tagMove.create({ data: { repositoryId, tag, digest, at: new Date(), byName } });
  }
  const comment = { repositoryId, body: "fine" };
  await db.comment.create({ data: { ...comment, authorId: mara.id, authorName: "mara" } });
  await db.comment.create({ data: { ...comment, authorName: "gone" } });
  await db.repositoryMembership.create({
    data: { repositoryId, userId: mara.id, role: "viewer" },
  });
});

/** How often the main part of a page links a person, and names the other. */
async function links(address: string, person: Pick<typeof visitor, "get">) {
  const { status, text } = await person.get(address);
  assert.equal(status, 200);
  const main = text.slice(text.indexOf("<main"));
  return {
    mara: main.split(`href="${paths.person("mara")}">mara</a>`).length - 1,
    gone: main.split(`href="${paths.person("gone")}"`).length - 1,
    names: /gone/.test(main),
  };
}

describe("pages link people who have an account, for those who are signed in", () => {
  const pages: [title: string, address: () => string, gone: boolean][] = [
    ["the tags of a repository", () => paths.repository(repository), true],
    ["an image", () => paths.image(repository, "known"), false],
    ["the image of somebody without an account", () => paths.image(repository, "lost"), true],
    ["the timeline of a tag", () => paths.timeline(repository, "known"), false],
    ["the timelines of a repository", () => paths.repositoryTimeline(repository), true],
    ["the comments of a repository", () => paths.comments(repository), true],
    ["who has access to a repository", () => paths.repositoryAccess(repository), false],
    ["the repositories", () => paths.repositories(), false],
  ];
  for (const [title, address, namesGone] of pages)
    test(title, async () => {
      const found = await links(address(), await signIn(app, mara));

      assert.equal(found.mara > 0, title !== "the image of somebody without an account");
      assert.equal(found.gone, 0);
      assert.equal(found.names, namesGone);
    });
});

test("visitors read names without links", async () => {
  for (const address of [paths.repository(repository), paths.image(repository, "known")]) {
    const { text } = await visitor.get(address);

    assert.match(text, /mara/);
    assert.doesNotMatch(text, /href="\/people\//);
  }
});

test("an attachment links who pushed it", async () => {
  const image = await storeImage(repository, { tag: "signed" });
  const { id } = await storeReferrer(repository, image, "application/spdx+json");
  await db.manifest.update({ where: { id }, data: { pushedBy: "mara" } });

  const found = await links(paths.image(repository, "signed"), await signIn(app, mara));

  assert.equal(found.mara, 1);
});

test("which accounts exist is asked once for all names, and not for visitors", async () => {
  const names = ["mara", "gone", "", "mara", "unproven pusher"];

  assert.deepEqual([...(await existingAccounts(actorOf(mara), names))], ["mara"]);
  assert.deepEqual([...(await existingAccounts(null, names))], []);
});
