import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { verifyChain } from "../../../../src/history/verify.ts";
import { db, type Repository, type User } from "../../../../src/platform/db/client.ts";
import { browser, signIn, useApp } from "../../../support/app.ts";
import { makeRepository } from "../../../support/data/catalogue.ts";
import { makeNamespace, makePerson, makeTeam } from "../../../support/data/factories.ts";

const app = await useApp();

describe("stars and comments", () => {
  const people: Record<string, User> = {};
  const repositories: Record<string, Repository> = {};

  before(async () => {
    people.admin = (await makePerson({ admin: true })).user;
    people.member = (await makePerson()).user;
    people.stranger = (await makePerson()).user;
    const team = await makeTeam({ viewers: [people.member] });
    for (const visibility of ["public", "protected", "private"] as const)
      repositories[visibility] = await makeRepository({
        namespace: await makeNamespace({ visibility, team }),
      });
  });

  const as = (name: string) => {
    const person = people[name];
    assert.ok(person);
    return signIn(app, person);
  };
  const at = (visibility: string) => `/repositories/${repositories[visibility]?.fullName}`;

  const may = [
    ["stranger", "public", 303],
    ["stranger", "protected", 303],
    ["member", "private", 303],
    ["stranger", "private", 404],
    ["admin", "private", 303],
  ] as const;
  for (const [person, visibility, status] of may) {
    test(`REP-011: a comment by a ${person} on a ${visibility} repository answers ${status}`, async () => {
      const it = await as(person);

      const answer = await it.post(`${at(visibility)}/-/comments`, { body: `*hello* ${person}` });

      assert.equal(answer.status, status);
      const kept = { repositoryId: repositories[visibility]?.id ?? 0, body: `*hello* ${person}` };
      assert.equal(await db.comment.count({ where: kept }), status === 303 ? 1 : 0);
    });

    test(`a star by a ${person} on a ${visibility} repository answers ${status}`, async () => {
      const it = await as(person);

      const answer = await it.post(`${at(visibility)}/-/star`, { starred: "true" });
      await it.post(`${at(visibility)}/-/star`, { starred: "true" });

      assert.equal(answer.status, status);
      const ids = {
        repositoryId: repositories[visibility]?.id ?? 0,
        userId: people[person]?.id ?? 0,
      };
      assert.equal(await db.star.count({ where: ids }), status === 303 ? 1 : 0);
    });
  }

  test("a star is counted on the page and can be removed", async () => {
    const it = await as("member");
    await it.post(`${at("protected")}/-/star`, { starred: "true" });
    const starred = await it.get(at("protected"));
    await it.post(`${at("protected")}/-/star`, { starred: "false" });
    const back = await it.get(at("protected"));

    assert.match(starred.text, /Unstar[\s\S]*2 stars/);
    assert.match(back.text, /Star<\/button>[\s\S]*1 star</);
  });

  test("visitors see comments and a link to sign in", async () => {
    const { text } = await browser(app).get(`${at("public")}/-/readme`);
    const posted = await browser(app).post(`${at("public")}/-/comments`, { body: "x" });

    assert.match(text, /<em>hello<\/em> stranger/);
    assert.match(text, /Sign in<\/a> to comment/);
    assert.ok([303, 403].includes(posted.status));
  });

  test("an empty comment comes back with the form", async () => {
    const answer = await (await as("member")).post(`${at("public")}/-/comments`, { body: "  " });

    assert.equal(answer.status, 422);
    assert.match(answer.text, /Write a comment first/);
  });

  test("a comment is shown without scripts, images or unsafe links", async () => {
    const body =
      '<script>alert(1)</script> ![x](https://example.org/x.png) [y](javascript:alert(1)) "><img src=x onerror=alert(1)>';
    const it = await as("member");
    await it.post(`${at("public")}/-/comments`, { body });

    const { text } = await it.get(`${at("public")}/-/comments`);

    const prose = text.slice(text.indexOf('<div class="prose">'));
    assert.match(prose, /&lt;script&gt;/);
    assert.doesNotMatch(prose, /<script|<img|href="javascript/);
  });

  test("REP-011: only its author and admins delete a comment, after a confirmation", async () => {
    const it = await as("member");
    await it.post(`${at("public")}/-/comments`, { body: "to be deleted" });
    const { id } = await db.comment.findFirstOrThrow({ where: { body: "to be deleted" } });
    const path = `${at("public")}/-/comments/${id}/deletion`;

    const other = await (await as("stranger")).post(path, { confirmed: "1" });
    const elsewhere = await it.post(path.replace(at("public"), at("protected")), {
      confirmed: "1",
    });
    const asked = await it.post(path);
    const kept = await db.comment.count({ where: { id } });
    const done = await it.post(path, { confirmed: "1" });

    assert.deepEqual([other.status, elsewhere.status, kept, done.status], [403, 404, 1, 303]);
    assert.match(asked.text, /Delete this comment\?/);
    assert.equal(await db.comment.count({ where: { id } }), 0);
  });

  test("comments are recorded in the audit log", async () => {
    const keys = await db.activity.groupBy({
      by: ["key"],
      where: { key: { startsWith: "comment." } },
    });

    assert.equal(keys.length, 2);
    assert.equal((await verifyChain()).faultsCount, 0);
  });
});
