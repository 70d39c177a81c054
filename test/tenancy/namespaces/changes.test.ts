import assert from "node:assert/strict";
import { test } from "node:test";
import { db, type User } from "../../../src/platform/db/client.ts";
import { changeNamespace } from "../../../src/tenancy/namespaces/change.ts";
import { findNamespace } from "../../../src/tenancy/namespaces/find.ts";
import { previewTransfer, previewVisibility } from "../../../src/tenancy/namespaces/preview.ts";
import { findTeam } from "../../../src/tenancy/teams/find.ts";
import {
  actorOf,
  by,
  makeNamespace,
  makePerson,
  makeRegistry,
  makeTeam,
  makeUser,
} from "../../support/data/factories.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();
await makeRegistry();

const fresh = (id: number) => db.namespace.findUniqueOrThrow({ where: { id } });
const find = (user: User, { id }: { id: number }) => findNamespace(actorOf(user), id);

test("NSP-025: an owner who may not push still edits the namespace's description", async () => {
  const owner = await makeUser();
  const namespace = await makeNamespace({ team: await makeTeam({ owners: [owner] }) });

  await changeNamespace(by(owner), await find(owner, namespace), { description: "Ours." });

  assert.equal((await fresh(namespace.id)).description, "Ours.");
});

test("NSP-017: an owner changes the visibility; a contributor does not", async () => {
  const [owner, carl] = [await makeUser(), await makeUser()];
  const team = await makeTeam({ owners: [owner], contributors: [carl] });
  const namespace = await makeNamespace({ team });

  const refused = changeNamespace(by(carl), await find(carl, namespace), {
    visibility: "public",
  });
  await assert.rejects(refused, { name: "Forbidden" });
  await changeNamespace(by(owner), await find(owner, namespace), { visibility: "public" });

  assert.equal((await fresh(namespace.id)).visibility, "public");
  const lines = await db.activity.findMany({ where: { namespaceId: namespace.id } });
  assert.deepEqual(
    lines.map(({ key, details }) => [key, details]),
    [["namespace.change_visibility", { visibility: "public", old: "private" }]],
  );
});

test("not even an admin can make the global namespace private", async () => {
  const admin = await makeUser({ admin: true });
  const global = await makeNamespace({ name: "", kind: "global", visibility: "public" });

  const change = changeNamespace(by(admin), await find(admin, global), {
    visibility: "private",
  });

  await assert.rejects(change, /global namespace can't be private/);
});

test("an owner transfers a namespace only to another team that they own", async () => {
  const owner = await makeUser();
  const namespace = await makeNamespace({ team: await makeTeam({ owners: [owner] }) });
  const theirs = await makeTeam({ owners: [owner] });
  const only = await makeTeam({ contributors: [owner] });
  const foreign = await makeTeam();

  const giveTo = async (team: { name: string }) =>
    changeNamespace(by(owner), await find(owner, namespace), { team: team.name });
  await assert.rejects(giveTo(only), /only to a team that you own/);
  await assert.rejects(giveTo(foreign), /There is no team with this name/);
  await giveTo(theirs);

  assert.equal((await fresh(namespace.id)).teamId, theirs.id);
});

test("a personal namespace cannot be transferred", async () => {
  const { user, namespace } = await makePerson();
  const team = await makeTeam({ owners: [user] });

  const giving = changeNamespace(by(user), await find(user, namespace), { team: team.name });

  await assert.rejects(giving, { name: "Forbidden" });
});

test("an admin gives an orphan, which belongs to the hidden team of the admins, to a team", async () => {
  const admin = await makeUser({ admin: true });
  const hidden = await makeTeam({ owners: [admin] }, { hidden: true });
  const orphan = await makeNamespace({ team: hidden });
  const team = await makeTeam();

  await changeNamespace(by(admin), await find(admin, orphan), { team: team.name });

  assert.equal((await fresh(orphan.id)).teamId, team.id);
  const line = await db.activity.findFirstOrThrow({ where: { namespaceId: orphan.id } });
  assert.deepEqual(line.details, { old: "", oldTeamId: hidden.id, new: team.name });
});

test("the preview of a transfer says who gains and loses what", async () => {
  const [owner, carl, vera] = [await makeUser(), await makeUser(), await makeUser()];
  const from = await makeTeam({ owners: [owner], contributors: [carl] });
  const to = await makeTeam({ owners: [owner], viewers: [vera] });
  const namespace = await find(owner, await makeNamespace({ team: from }));

  const changes = await previewTransfer(namespace, await findTeam(actorOf(owner), to.id));

  assert.deepEqual(
    changes.map(({ who, gains, loses }) => [who, gains, loses]),
    [
      [carl.username, [], ["pull", "push"]],
      [vera.username, ["pull"], []],
    ],
  );
});

test("the preview of a visibility change says that strangers gain pull and members gain nothing", async () => {
  const [owner, vera] = [await makeUser(), await makeUser()];
  const team = await makeTeam({ owners: [owner], viewers: [vera] });

  const changes = await previewVisibility(
    await find(owner, await makeNamespace({ team })),
    "public",
  );

  assert.deepEqual(
    changes.map(({ who, gains }) => [who, gains]),
    [
      ["Anyone, without signing in", ["pull"]],
      ["Everyone else who is signed in", ["pull"]],
    ],
  );
});
