import assert from "node:assert/strict";
import { test } from "node:test";
import { db } from "../../src/platform/db/client.ts";
import { useApp } from "../support/app.ts";
import { makeRepository } from "../support/data/catalogue.ts";
import {
  makeNamespace,
  makePerson,
  makeRegistry,
  makeTeam,
  makeUser,
  unique,
} from "../support/data/factories.ts";
import { apiCaller } from "./call.ts";

const app = await useApp();
await makeRegistry();

const call = apiCaller(app);

const someone = async () => (await makePerson()).user;

test("the API creates, shows, renames, lists and deletes a team", async () => {
  const kim = await someone();
  const name = unique("api");

  const made = await call(kim, "POST", "/teams", { name });
  const path = `/teams/${made.json.id}`;
  const renamed = await call(kim, "PUT", path, { description: "Ours." });
  const listed = await call(kim, "GET", "/teams");
  const gone = await call(kim, "DELETE", path);

  assert.equal(made.status, 201);
  assert.deepEqual(Object.keys(made.json).sort(), [
    "created_at",
    "description",
    "hidden",
    "id",
    "name",
    "updated_at",
  ]);
  assert.deepEqual([renamed.json.name, renamed.json.description], [name, "Ours."]);
  assert.deepEqual(
    listed.json.map((team: { name: string }) => team.name),
    [name],
  );
  assert.equal(listed.headers.get("x-total"), "1");
  assert.equal(gone.status, 204);
  assert.equal((await call(kim, "GET", path)).status, 404);
});

test("TEA-003, TEA-004: the API adds, changes and removes members", async () => {
  const [kim, lee] = [await someone(), await someone()];
  const team = await makeTeam({ owners: [kim] });
  const path = `/teams/${team.id}/members`;

  const added = await call(kim, "POST", path, { user: lee.username, role: "viewer" });
  const denied = await call(lee, "POST", path, { user: lee.username, role: "owner" });
  const changed = await call(kim, "PUT", `${path}/${added.json.id}`, { role: "contributor" });
  const listed = await call(lee, "GET", path);
  const own = listed.json.find((one: { username: string }) => one.username === kim.username);
  const last = await call(kim, "DELETE", `${path}/${own.id}`);
  const removed = await call(kim, "DELETE", `${path}/${added.json.id}`);

  assert.equal(added.status, 201);
  assert.deepEqual(
    [added.json.team_id, added.json.user_id, added.json.role],
    [team.id, lee.id, "viewer"],
  );
  assert.equal(denied.status, 403);
  assert.equal(changed.json.role, "contributor");
  assert.deepEqual(last.json, { message: { role: ["Cannot remove the only owner of the team"] } });
  assert.deepEqual([last.status, removed.status], [422, 204]);
});

test("TEA-005: an admin added by the API becomes an owner and can't be demoted", async () => {
  const kim = await someone();
  const admin = await makeUser({ admin: true });
  const path = `/teams/${(await makeTeam({ owners: [kim] })).id}/members`;

  const added = await call(kim, "POST", path, { user: admin.username, role: "viewer" });
  const demoted = await call(kim, "PUT", `${path}/${added.json.id}`, { role: "viewer" });

  assert.equal(added.json.role, "owner");
  assert.equal(demoted.status, 422);
  assert.deepEqual(demoted.json.message.role, [
    "User cannot be demoted because it's a Portus admin",
  ]);
});

test("every operation answers 404 for teams of others", async () => {
  const sten = await someone();
  const owner = await makeUser();
  const team = await makeTeam({ owners: [owner] });
  const { id } = await db.membership.findFirstOrThrow({ where: { teamId: team.id } });
  const at = `/teams/${team.id}`;

  const answers = await Promise.all([
    call(sten, "GET", at),
    call(sten, "PUT", at, { name: "mine" }),
    call(sten, "DELETE", at),
    call(sten, "GET", `${at}/members`),
    call(sten, "POST", `${at}/members`, { user: sten.username, role: "owner" }),
    call(sten, "PUT", `${at}/members/${id}`, { role: "viewer" }),
    call(sten, "DELETE", `${at}/members/${id}`),
    call(sten, "GET", `${at}/namespaces`),
  ]);

  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([404]));
});

test("the API creates, shows, lists and changes a namespace with the fields of SUSE Portus", async () => {
  const kim = await someone();
  const [team, receivingTeam] = [
    await makeTeam({ owners: [kim] }),
    await makeTeam({ owners: [kim] }),
  ];
  const name = unique("api");

  const made = await call(kim, "POST", "/namespaces", { name, team: team.name });
  const path = `/namespaces/${made.json.id}`;
  const changed = await call(kim, "PUT", path, {
    namespace: { description: "Ours.", visibility: "protected", team: receivingTeam.name },
  });
  const renamed = await call(kim, "PUT", path, { name: "other" });
  const ofTeam = await call(kim, "GET", `/teams/${receivingTeam.id}/namespaces`);
  const gone = await call(kim, "DELETE", path);

  assert.equal(made.status, 201);
  const { id, created_at: _, updated_at: __, ...rest } = made.json;
  assert.deepEqual(rest, {
    name,
    description: "",
    team: { id: team.id, name: team.name, hidden: false },
    visibility: "private",
    global: false,
  });
  assert.deepEqual(
    [changed.json.description, changed.json.visibility, changed.json.team.id],
    ["Ours.", "protected", receivingTeam.id],
  );
  assert.equal(renamed.status, 422);
  assert.deepEqual(
    ofTeam.json.map((one: { id: number }) => one.id),
    [id],
  );
  assert.equal(gone.status, 204);
  const again = await call(kim, "POST", "/namespaces", { name, team: team.name });
  assert.match(again.json.message.name[0], /available again in/);
});

test("the API validates names and answers {valid, messages}", async () => {
  const kim = await someone();

  const bad = await call(kim, "GET", "/namespaces/validate?name=R2D2");
  const good = await call(kim, "GET", "/namespaces/validate?name=r2d2");

  assert.deepEqual([bad.json.valid, Object.keys(bad.json.messages)], [false, ["name"]]);
  assert.deepEqual(good.json, { valid: true, messages: {} });
});

test("DEL-006, NSP-016: the API deletes neither a personal nor the global namespace", async () => {
  const { user, namespace } = await makePerson();
  const admin = await makeUser({ admin: true });
  const global = await makeNamespace({ name: "", kind: "global", visibility: "public" });

  const own = await call(user, "DELETE", `/namespaces/${namespace.id}`);
  const everybodys = await call(admin, "DELETE", `/namespaces/${global.id}`);

  assert.equal(own.status, 422);
  assert.deepEqual(own.json.message.base, ["Cannot remove personal namespace"]);
  assert.equal(everybodys.status, 403);
});

test("hidden namespaces and their repositories are 404", async () => {
  const sten = await someone();
  const namespace = await makeNamespace();
  await makeRepository({ namespace });

  for (const path of [`/namespaces/${namespace.id}`, `/namespaces/${namespace.id}/repositories`])
    assert.equal((await call(sten, "GET", path)).status, 404);
});

test("an owner lists the repositories of a namespace", async () => {
  const owner = await makeUser();
  const own = await makeNamespace({ team: await makeTeam({ owners: [owner] }) });
  const { fullName } = await makeRepository({ namespace: own });

  const listed = await call(owner, "GET", `/namespaces/${own.id}/repositories`);

  assert.deepEqual(
    listed.json.map((one: { full_name: string }) => one.full_name),
    [fullName],
  );
});

test("a partly refused change of a namespace changes and records nothing", async () => {
  const kim = await someone();
  const [team, other] = [await makeTeam({ owners: [kim] }), await makeTeam({ viewers: [kim] })];
  const name = unique("whole");
  const { id } = (await call(kim, "POST", "/namespaces", { name, team: team.name })).json;

  const refused = await call(kim, "PUT", `/namespaces/${id}`, {
    description: "Theirs.",
    visibility: "public",
    team: other.name,
  });

  assert.equal(refused.status, 422);
  const kept = await db.namespace.findUniqueOrThrow({ where: { id } });
  assert.deepEqual([kept.description, kept.visibility, kept.teamId], ["", "private", team.id]);
  assert.equal(await db.activity.count({ where: { namespaceId: id } }), 1);
});

test("A10: a team's name is the same name in every Unicode form", async () => {
  const kim = await someone();
  const name = unique("Caf\u00e9 ");

  const made = await call(kim, "POST", "/teams", { name: name.normalize("NFD") });
  const again = await call(kim, "POST", "/teams", { name });

  assert.deepEqual([made.status, made.json.name, again.status], [201, name, 422]);
});
