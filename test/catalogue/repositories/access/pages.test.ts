import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { db } from "../../../../src/platform/db/client.ts";
import { signIn } from "../../../support/app.ts";
import { makeUser } from "../../../support/data/factories.ts";
import { app, makeShared, memberIdOf, people } from "../with-members.ts";

describe("the access page of a repository", () => {
  const pathOf = (repository: { fullName: string }) =>
    `/repositories/${repository.fullName}/-/access`;

  test("explains access and restricts the repository, and the activity says who did it", async () => {
    const { repository } = await makeShared("public", null);
    const owner = await signIn(app, people.owner);
    const page = await owner.get(pathOf(repository));
    assert.match(page.text, /in this repository only/);

    const fields = { visibility: "private", confirmed: "1" };
    const answer = await owner.post(`${pathOf(repository)}/visibility`, fields);

    assert.equal(answer.status, 303);
    assert.equal((await fetch(`${app.url}/repositories/${repository.fullName}`)).status, 404);
    const entry = await db.activity.findFirst({
      where: { key: "repository.change_visibility", subject: repository.fullName },
    });
    assert.equal(entry?.actorName, people.owner.username);
  });

  test("does not make a repository more visible than its namespace, and returns the form", async () => {
    const { repository } = await makeShared("private", null);
    const owner = await signIn(app, people.owner);
    await owner.get(pathOf(repository));

    const answer = await owner.post(`${pathOf(repository)}/visibility`, { visibility: "public" });

    assert.equal(answer.status, 422);
    assert.match(answer.text, /can('|&#39;)t be more visible than its namespace/);
  });

  test("adds a member, who then finds the repository, and refuses to add them again", async () => {
    const { repository } = await makeShared("private", null);
    const [owner, helper] = [await signIn(app, people.owner), await signIn(app, people.helper)];
    const page = `/repositories/${repository.fullName}`;
    await owner.get(pathOf(repository));
    const before = await helper.get(page);

    const fields = { user: people.helper.username, role: "viewer" };
    const added = await owner.post(`${pathOf(repository)}/members`, fields);
    const again = await owner.post(`${pathOf(repository)}/members`, fields);

    assert.deepEqual([added.status, again.status], [303, 422]);
    assert.deepEqual([before.status, (await helper.get(page)).status], [404, 200]);
  });

  test("makes a member an owner, who then manages access", async () => {
    const { repository } = await makeShared("private", null, "viewer");
    const [owner, helper] = [await signIn(app, people.owner), await signIn(app, people.helper)];
    await owner.get(pathOf(repository));

    const path = `${pathOf(repository)}/members/${await memberIdOf(repository)}/role`;
    const { status } = await owner.post(path, { role: "owner", confirmed: "1" });

    assert.equal(status, 303);
    assert.equal((await helper.get(pathOf(repository))).status, 200);
  });

  test("removes a member, who no longer finds the repository", async () => {
    const { repository } = await makeShared("private", null, "viewer");
    const [owner, helper] = [await signIn(app, people.owner), await signIn(app, people.helper)];
    await owner.get(pathOf(repository));

    const path = `${pathOf(repository)}/members/${await memberIdOf(repository)}/removal`;
    const { status } = await owner.post(path, { confirmed: "1" });

    assert.equal(status, 303);
    assert.equal((await helper.get(`/repositories/${repository.fullName}`)).status, 404);
  });

  test("previews who loses access, and changes nothing before the confirmation", async () => {
    const { repository } = await makeShared("public", null);
    const owner = await signIn(app, people.owner);
    await owner.get(pathOf(repository));

    const asked = await owner.post(`${pathOf(repository)}/visibility`, { visibility: "private" });

    assert.equal(asked.status, 200);
    for (const who of ["Anyone, without signing in", "Everyone else who is signed in"])
      assert.match(
        asked.text,
        new RegExp(
          `${who}</th>\\s*<td data-label="Gains">nothing</td>\\s*<td data-label="Loses">pull`,
        ),
      );
    assert.doesNotMatch(asked.text, new RegExp(`>${people.viewer.username}</th>`));
    const now = await db.repository.findUniqueOrThrow({ where: { id: repository.id } });
    assert.equal(now.visibility, null);
  });

  test("previews what a member gains with another role and loses on removal", async () => {
    const { repository } = await makeShared("private", null, "viewer");
    const owner = await signIn(app, people.owner);
    await owner.get(pathOf(repository));
    const where = { repositoryId: repository.id };
    const { id } = await db.repositoryMembership.findFirstOrThrow({ where });
    const path = `${pathOf(repository)}/members/${id}`;

    const raised = await owner.post(`${path}/role`, { role: "contributor" });
    const removed = await owner.post(`${path}/removal`);

    assert.match(raised.text, /data-label="Gains">push<\/td>\s*<td data-label="Loses">nothing/);
    assert.match(removed.text, /data-label="Gains">nothing<\/td>\s*<td data-label="Loses">pull/);
    assert.equal((await db.repositoryMembership.findFirstOrThrow({ where })).role, "viewer");
  });

  test("suggests people without a role in the repository to its managers", async () => {
    const { repository } = await makeShared("private", null, "viewer");
    const owner = await signIn(app, people.owner);
    const path = `${pathOf(repository)}/members/suggestions?q=`;

    const stranger = await owner.get(path + people.stranger.username);
    const member = await owner.get(path + people.helper.username);

    assert.deepEqual(JSON.parse(stranger.text), [
      { value: people.stranger.username, label: people.stranger.displayName },
    ]);
    assert.deepEqual(JSON.parse(member.text), []);
  });

  test("can be changed by no viewer, who only reads it, and is a 404 for a stranger", async () => {
    const { repository } = await makeShared("private", null);
    const fields = { user: people.stranger.username, role: "owner" };
    for (const [name, status] of [
      ["viewer", 403],
      ["stranger", 404],
    ] as const) {
      const browser = await signIn(app, people[name]);
      const read = await browser.get(pathOf(repository));
      assert.equal(read.status, name === "viewer" ? 200 : status);
      await browser.get("/profile");
      assert.equal((await browser.post(`${pathOf(repository)}/members`, fields)).status, status);
      assert.equal(
        (await browser.post(`${pathOf(repository)}/visibility`, { visibility: "private" })).status,
        status,
      );
    }
  });

  test("FIELD 13: a member of another repository is not found in this one", async () => {
    const [one, other] = [
      await makeShared("private", null),
      await makeShared("private", null, "viewer"),
    ];
    const owner = await signIn(app, people.owner);
    const { id } = await db.repositoryMembership.findFirstOrThrow({
      where: { repositoryId: other.repository.id },
    });
    await owner.get(pathOf(one.repository));

    const answers = [
      await owner.post(`${pathOf(one.repository)}/members/${id}/role`, { role: "owner" }),
      await owner.post(`${pathOf(one.repository)}/members/${id}/removal`),
    ];

    assert.deepEqual(
      answers.map(({ status }) => status),
      [404, 404],
    );
  });

  test("does not make a robot an owner", async () => {
    const { repository } = await makeShared("private", null);
    const robot = await makeUser({ robot: true, passwordHash: null });
    const owner = await signIn(app, people.owner);
    await owner.get(pathOf(repository));

    const fields = { user: robot.username, role: "owner" };
    const answer = await owner.post(`${pathOf(repository)}/members`, fields);

    assert.equal(answer.status, 422);
    assert.match(answer.text, /robot can('|&#39;)t be an owner/);
  });
});
