import assert from "node:assert/strict";
import { test } from "node:test";
import { db } from "../../../src/platform/db/client.ts";
import { paths } from "../../../src/platform/paths/paths.ts";
import { browser, signIn, useApp } from "../../support/app.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
import {
  makeNamespace,
  makePerson,
  makeRegistry,
  makeTeam,
  makeUser,
} from "../../support/data/factories.ts";

const app = await useApp();
await makeRegistry();

async function scene() {
  const [owner, viewer] = [(await makePerson()).user, (await makePerson()).user];
  const team = await makeTeam({ owners: [owner], viewers: [viewer] });
  const namespace = await makeNamespace({ team, visibility: "public" });
  await makeNamespace({ team });
  return { owner, viewer, team, namespace };
}

/** The cells of a member's row: role, pull, push, delete. */
function rowOf(text: string, username: string): string[] {
  const [row = ""] = new RegExp(`/people/${username}"[\\s\\S]*?</tr>`).exec(text) ?? [];
  return [...row.matchAll(/<td[^>]*>([\s\S]*?)<\/td>/g)].map(([, cell = ""]) =>
    cell.replace(/<[^>]*>/g, "").trim(),
  );
}

test("members see who is in the team and what each may do here", async () => {
  const { owner, viewer, namespace } = await scene();

  const { text } = await (await signIn(app, viewer)).get(paths.namespaceMembers(namespace));

  assert.deepEqual(rowOf(text, owner.username), ["owner", "yes", "yes", "yes"]);
  assert.deepEqual(rowOf(text, viewer.username), ["viewer", "yes", "no", "no"]);
  assert.match(text, /Owners of the team \S+ and admins add members\. Ask one of them\./);
});

test("people outside the team read the rule and see no member", async () => {
  const { owner, namespace } = await scene();
  const outsider = (await makePerson()).user;

  const { status, text } = await (await signIn(app, outsider)).get(
    paths.namespaceMembers(namespace),
  );
  const anonymous = await browser(app).get(paths.namespaceMembers(namespace));

  assert.equal(status, 200);
  assert.match(text, /Anyone may pull\./);
  assert.match(text, /Only members of the team and admins see who its members are/);
  assert.doesNotMatch(text, new RegExp(`${owner.username}\\b`));
  assert.equal(anonymous.status, 303);
});

test("an owner adds somebody on the Members tab, who joins the team with that role", async () => {
  const { owner, team, namespace } = await scene();
  const joins = await makeUser();
  const it = await signIn(app, owner);
  const form = await it.get(paths.namespaceMembers(namespace));

  const fields = { user: joins.username, role: "contributor" };
  const answer = await it.post(paths.namespaceMembers(namespace), fields);
  const page = await it.get(answer.location ?? "");

  assert.ok(form.text.includes(`Adds to team ${team.name}, which owns 2 namespaces`));
  assert.equal(answer.location, paths.namespaceMembers(namespace));
  assert.match(page.text, new RegExp(`${joins.username} is now in the team ${team.name}`));
  assert.deepEqual(rowOf(page.text, joins.username), ["contributor", "yes", "yes", "no"]);
});

test("a name that nobody has comes back with the form", async () => {
  const { owner, namespace } = await scene();
  const it = await signIn(app, owner);
  await it.get(paths.namespaceMembers(namespace));

  const page = await it.post(paths.namespaceMembers(namespace), {
    user: "nobody-<i>",
    role: "owner",
  });

  assert.equal(page.status, 422);
  assert.match(page.text, /No active user has this name/);
  assert.match(page.text, /value="nobody-&lt;i&gt;"/);
});

test("a viewer adds nobody, and nobody is added to a personal or the global namespace", async () => {
  const { viewer, namespace } = await scene();
  const { user, namespace: own } = await makePerson();
  const admin = (await makePerson({ admin: true })).user;
  const hidden = await makeTeam({ owners: [admin] }, { hidden: true });
  const global = await makeNamespace({
    name: "",
    kind: "global",
    visibility: "public",
    team: hidden,
  });
  const added = { user: (await makeUser()).username, role: "viewer" };
  const [asViewer, asUser, asAdmin] = [
    await signIn(app, viewer),
    await signIn(app, user),
    await signIn(app, admin),
  ];
  const before = await db.membership.count();

  const statuses = [
    (await asViewer.post(paths.namespaceMembers(namespace), added)).status,
    (await asUser.post(paths.namespaceMembers(own), added)).status,
    (await asAdmin.post(paths.namespaceMembers(global), added)).status,
  ];
  const [personal, topLevel] = [
    await asUser.get(paths.namespaceMembers(own)),
    await asAdmin.get(paths.namespaceMembers(global)),
  ];

  assert.deepEqual(statuses, [403, 404, 404]);
  assert.equal(await db.membership.count(), before);
  assert.match(personal.text, /A personal namespace has no other members/);
  assert.match(topLevel.text, /Top-level images belong to the admins/);
  assert.doesNotMatch(personal.text + topLevel.text, /<button[^>]*>Add member/);
});

test("members of single repositories are listed with their repository", async () => {
  const { viewer, namespace } = await scene();
  const guest = await makeUser({ username: "guest-of-one" });
  const repository = await makeRepository({ namespace, name: "app" });
  await db.repositoryMembership.create({
    data: { repositoryId: repository.id, userId: guest.id, role: "contributor" },
  });

  const it = await signIn(app, viewer);
  const { text } = await it.get(paths.namespaceMembers(namespace));
  const person = await it.get(paths.person(guest.username));

  assert.match(text, /Members of single repositories/);
  assert.match(
    text,
    new RegExp(`guest-of-one[\\s\\S]*?${namespace.name}/app[\\s\\S]*?contributor`),
  );
  assert.equal(person.status, 200);
});

test("a disabled member may do nothing, whatever the role", async () => {
  const { owner, team, namespace } = await scene();
  const disabled = await makeUser({ disabledAt: new Date() });
  await db.membership.create({ data: { teamId: team.id, userId: disabled.id, role: "owner" } });

  const { text } = await (await signIn(app, owner)).get(paths.namespaceMembers(namespace));

  assert.deepEqual(rowOf(text, disabled.username).slice(1), ["no", "no", "no"]);
});
