import assert from "node:assert/strict";
import { test } from "node:test";
import { db, type Role } from "../../../src/platform/db/client.ts";
import { type Answer, useTokenEndpoint } from "../../protocol/token/token-client.ts";
import { signIn } from "../../support/app.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
import { makeNamespace, makeTeam, makeUser } from "../../support/data/factories.ts";
import { formOf } from "./form.ts";

const { app, tokenClient: docker } = await useTokenEndpoint();

const idOf = ({ headers }: Answer) => headers.get("portus-decision") ?? "";

/** Two owners of a private namespace, and a viewer whose push was refused there. */
async function refusedPush() {
  const [one, other, viewer] = [await makeUser(), await makeUser(), await makeUser()];
  const team = await makeTeam({ owners: [one, other], viewers: [viewer] });
  const namespace = await makeNamespace({ team, visibility: "private" });
  const repository = await makeRepository({ namespace, name: "web" });
  const scope = `repository:${namespace.name}/web:pull,push`;
  const id = idOf(await docker.get([["scope", scope]], viewer));
  const owners = await Promise.all([signIn(app, one), signIn(app, other)]);
  const where = { teamId_userId: { teamId: team.id, userId: viewer.id } };
  const role = async () => (await db.membership.findUniqueOrThrow({ where })).role;
  const change = (to: Role) => db.membership.update({ where, data: { role: to } });
  return { id, viewer, repository, owners, role, change };
}

test("the button of a why page changes nothing if the role is another by now, and says so", async () => {
  const { id, viewer, owners, role, change } = await refusedPush();
  const [owner] = owners;
  const form = formOf((await owner.get(`/why/${id}`)).text, "Make contributor");
  assert.deepEqual(form.fields, { role: "contributor", was: "viewer" });

  await change("owner");
  const asked = await owner.post(form.action, form.fields);
  const confirmed = await owner.post(form.action, { ...form.fields, confirmed: "1" });

  for (const { status, text } of [asked, confirmed]) {
    assert.equal(status, 409);
    assert.match(text, new RegExp(`The role of ${viewer.username} is owner now\\. It was viewer`));
  }
  assert.equal(await role(), "owner");
});

test("a confirmation page holds for the role that it named", async () => {
  const { id, owners, role, change } = await refusedPush();
  const [owner] = owners;
  const button = formOf((await owner.get(`/why/${id}`)).text, "Make contributor");

  const question = await owner.post(button.action, { role: "contributor" });
  const form = formOf(question.text, /Make \S+ a contributor/);
  await change("owner");
  const { status } = await owner.post(form.action, form.fields);

  assert.equal(form.fields.was, "viewer");
  assert.deepEqual([status, await role()], [409, "owner"]);
});

test("of two owners who answer the same refusal at once with different roles, one succeeds", async () => {
  const { id, owners, role } = await refusedPush();
  const [one, other] = owners;
  const form = formOf((await one.get(`/why/${id}`)).text, "Make contributor");
  await other.get(`/why/${id}`);
  const press = { ...form.fields, confirmed: "1" };

  const answers = await Promise.all([
    one.post(form.action, press),
    other.post(form.action, { ...press, role: "owner" }),
  ]);

  const statuses = answers.map(({ status }) => status);
  assert.deepEqual(statuses.toSorted(), [303, 409]);
  assert.equal(await role(), statuses[0] === 303 ? "contributor" : "owner");
});

test("the same holds for a role in one repository", async () => {
  const { id, viewer, repository, owners } = await refusedPush();
  const [owner] = owners;
  const data = { repositoryId: repository.id, userId: viewer.id, role: "viewer" } as const;
  const { id: memberId } = await db.repositoryMembership.create({ data });
  const page = await owner.get(`/why/${id}`);
  const form = formOf(page.text, "Make contributor of this repository");

  const where = { id: memberId };
  await db.repositoryMembership.update({ where, data: { role: "owner" } });
  const { status } = await owner.post(form.action, { ...form.fields, confirmed: "1" });

  assert.equal(form.fields.was, "viewer");
  const { role } = await db.repositoryMembership.findUniqueOrThrow({ where });
  assert.deepEqual([status, role], [409, "owner"]);
});
