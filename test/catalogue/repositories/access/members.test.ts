import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  repositoryMembers,
  suggestRepositoryMembers,
} from "../../../../src/catalogue/repositories/access/members.ts";
import { findRepositoryById } from "../../../../src/catalogue/repositories/find.ts";
import { Forbidden } from "../../../../src/platform/errors.ts";
import { actorOf, makeUser, password } from "../../../support/data/factories.ts";
import { app, makeShared, memberIdOf, people } from "../with-members.ts";

describe("the API of a repository's members", () => {
  const helper = { user: people.helper.username, role: "contributor" };

  test("adds and lists members for an owner", async () => {
    const { repository } = await makeShared("public", null);

    const made = await call("owner", `${repository.id}/members`, "POST", helper);

    const listed = await call("owner", `${repository.id}/members`);
    assert.equal(made.status, 201);
    assert.equal(JSON.parse(made.text).username, helper.user);
    assert.match(listed.text, /"contributor"/);
  });

  test("changes the role of a member for an owner", async () => {
    const { repository } = await makeShared("public", null, "contributor");
    const path = `${repository.id}/members/${await memberIdOf(repository)}`;

    const { status } = await call("owner", path, "PUT", { role: "viewer" });

    assert.equal(status, 204);
    assert.match((await call("owner", `${repository.id}/members`)).text, /"viewer"/);
  });

  test("finds a member only in their own repository", async () => {
    const { repository } = await makeShared("public", null, "viewer");
    const { repository: other } = await makeShared("public", null, "viewer");
    const path = `${other.id}/members/${await memberIdOf(repository)}`;

    const { status } = await call("owner", path, "DELETE");

    assert.equal(status, 404);
  });

  for (const name of ["viewer", "helper", "stranger"] as const)
    test(`adds nobody for the ${name}`, async () => {
      const { repository } = await makeShared("public", null, "contributor");

      const { status } = await call(name, `${repository.id}/members`, "POST", helper);

      assert.equal(status, 403);
    });

  test("makes the repository private for an owner, and not for a viewer", async () => {
    const { repository } = await makeShared("public", null);
    const path = `${repository.id}/visibility`;

    const refused = await call("viewer", path, "PUT", { visibility: "private" });
    const changed = await call("owner", path, "PUT", { visibility: "private" });

    assert.deepEqual([refused.status, changed.status], [403, 204]);
    assert.equal((await call("stranger", `${repository.id}/members`)).status, 404);
  });

  test("removes a member, who no longer finds a private repository", async () => {
    const { repository } = await makeShared("public", "private", "contributor");
    const path = `${repository.id}/members/${await memberIdOf(repository)}`;

    const { status } = await call("owner", path, "DELETE");

    assert.equal(status, 204);
    assert.equal((await call("helper", `${repository.id}`)).status, 404);
  });
});

async function call(name: keyof typeof people, path: string, method = "GET", body?: unknown) {
  const res = await fetch(`${app.url}/api/v1/repositories/${path}`, {
    method,
    headers: {
      "Portus-Auth": `${people[name].username}:${password}`,
      "Content-Type": "application/json",
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: res.status, text: await res.text() };
}

test("only managers of a repository read its members and suggestions of people", async () => {
  const { repository } = await makeShared("public", null);
  const stranger = actorOf(await makeUser());
  const found = await findRepositoryById(stranger, repository.id);

  await assert.rejects(repositoryMembers(stranger, found), Forbidden);
  await assert.rejects(suggestRepositoryMembers(stranger, found, "a"), Forbidden);
});
