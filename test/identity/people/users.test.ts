import assert from "node:assert/strict";
import { test } from "node:test";
import { demote, promote } from "../../../src/identity/people/admins.ts";
import { resetPassword, updateUser } from "../../../src/identity/people/profile.ts";
import {
  disableUser,
  enableUser,
  listUsers,
  previewDisabling,
} from "../../../src/identity/people/users.ts";
import { issuePasswordLink } from "../../../src/identity/recovery/recovery.ts";
import { createToken, listTokens } from "../../../src/identity/tokens/tokens.ts";
import { config } from "../../../src/platform/config/config.ts";
import { db, transaction } from "../../../src/platform/db/client.ts";
import { ensureRegistry } from "../../../src/registry/registries.ts";
import { ensureGlobalNamespace } from "../../../src/tenancy/namespaces/own-namespaces.ts";
import { actorOf, by, makeTeam, makeUser } from "../../support/data/factories.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();
const registry = await ensureRegistry(config);
const { teamId } = await transaction((tx) => ensureGlobalNamespace(tx, registry));
const ada = actorOf(await makeUser({ admin: true, username: "ada" }));

const globalRole = async (userId: number) =>
  (await db.membership.findUnique({ where: { teamId_userId: { teamId, userId } } }))?.role;
const fresh = (id: number) => db.user.findUniqueOrThrow({ where: { id } });

test("USR-006: admins own the global namespace for as long as they are admins", async () => {
  const { id } = await makeUser();

  await promote(by(ada), id);
  assert.equal((await fresh(id)).admin, true);
  assert.equal(await globalRole(id), "owner");

  await demote(by(ada), id);
  assert.equal((await fresh(id)).admin, false);
  assert.equal(await globalRole(id), undefined);
});

test("USR-006: people cannot change their own admin role, and only admins change that of others", async () => {
  const kim = actorOf(await makeUser());

  await assert.rejects(promote(by(kim), kim.id), { name: "Forbidden" });
  await assert.rejects(demote(by(ada), ada.id), { name: "Forbidden" });
  await assert.rejects(promote(by(kim), (await makeUser()).id), { name: "Forbidden" });
  await assert.rejects(demote(by(kim), ada.id), { name: "Forbidden" });
});

test("a robot can't be given a password or a link to set one", async () => {
  const robot = await makeUser({ robot: true, passwordHash: null });
  const refusal = { name: "Invalid", message: /Robots have no password/ };

  await assert.rejects(resetPassword(by(ada), robot.id, "a long enough password"), refusal);
  await assert.rejects(issuePasswordLink(by(ada), robot.id), refusal);
});

test("a disabled account gets no password link until it is enabled", async () => {
  const kim = await makeUser({ disabledAt: new Date() });

  await assert.rejects(issuePasswordLink(by(ada), kim.id), {
    name: "Invalid",
    message: /is disabled. Enable the account first/,
  });
});

test("an admin who was demoted in another session can't change accounts", async () => {
  const former = actorOf(await makeUser({ admin: true }));
  const kim = await makeUser();
  await demote(by(ada), former.id);

  const change = { email: "new@example.org", displayName: null };
  const refusal = { name: "Forbidden", message: "You are no longer an admin." };
  await assert.rejects(updateUser(by(former), kim.id, change), refusal);
  await assert.rejects(resetPassword(by(former), kim.id, "a long enough password"), refusal);
});

test("a robot cannot become an admin", async () => {
  const robot = await makeUser({ robot: true });
  await assert.rejects(promote(by(ada), robot.id), { name: "Forbidden" });
});

test("disabling an account deletes its application tokens; enabling it restores none", async () => {
  const kim = actorOf(await makeUser());
  await createToken(by(kim), kim.id, { name: "ci", expiresAt: null });

  await disableUser(by(ada), kim.id);
  assert.ok((await fresh(kim.id)).disabledAt);

  await enableUser(by(ada), kim.id);
  assert.equal((await fresh(kim.id)).disabledAt, null);
  assert.deepEqual(await listTokens(kim, kim.id), []);
});

test("people disable their own account, and not that of others; only admins enable", async () => {
  const kim = actorOf(await makeUser());
  const lee = actorOf(await makeUser());

  await assert.rejects(disableUser(by(kim), lee.id), { name: "Forbidden" });
  await disableUser(by(kim), kim.id);
  await assert.rejects(enableUser(by(kim), kim.id), { name: "Forbidden" });
});

test("disabling the only active owner of a team says and records which team has none now", async () => {
  const kim = await makeUser();
  const [robot, gone] = [
    await makeUser({ robot: true }),
    await makeUser({ disabledAt: new Date() }),
  ];
  const alone = await makeTeam({ owners: [kim, gone, robot] });
  await makeTeam({ owners: [kim, await makeUser()] });
  await makeTeam({ owners: [await makeUser()], viewers: [kim] });

  assert.deepEqual(await previewDisabling(ada, kim.id), [alone.name]);
  assert.deepEqual(await disableUser(by(ada), kim.id), [alone.name]);

  const where = { key: "user.disable", subject: kim.username };
  const { details } = await db.activity.findFirstOrThrow({ where });
  assert.deepEqual(details, { ownerless: [alone.name] });
});

test("of two owners disabled at once, the second is known to be the last", async () => {
  const [kim, lee] = [await makeUser(), await makeUser()];
  const { name } = await makeTeam({ owners: [kim, lee] });

  const left = await Promise.all([disableUser(by(kim), kim.id), disableUser(by(lee), lee.id)]);

  assert.deepEqual(left.sort(), [[], [name]]);
});

test("the last admin stays", async () => {
  await assert.rejects(disableUser(by(ada), ada.id), /ada is the last admin/);
});

test("FIELD 17: of two admins who demote each other at once, one stays an admin", async () => {
  const { id } = await makeUser();
  await promote(by(ada), id);
  const bea = actorOf(await fresh(id));

  const outcomes = await Promise.allSettled([demote(by(ada), bea.id), demote(by(bea), ada.id)]);

  assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 1);
  assert.equal(await db.user.count({ where: { admin: true, disabledAt: null } }), 1);
});

test("an admin who was demoted in the meantime cannot demote the other, even if a third remains", async () => {
  const [one, other] = [await makeUser({ admin: true }), await makeUser({ admin: true })];
  await makeUser({ admin: true });

  const outcomes = await Promise.allSettled([demote(by(one), other.id), demote(by(other), one.id)]);

  assert.deepEqual(outcomes.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
});

test("each change of a person is recorded", async () => {
  const admin = actorOf(await makeUser({ admin: true }));
  const kim = await makeUser({ username: "kim.audited" });

  await promote(by(admin), kim.id);
  await demote(by(admin), kim.id);
  await disableUser(by(admin), kim.id);
  await enableUser(by(admin), kim.id);

  const lines = await db.activity.findMany({
    where: { subject: "kim.audited" },
    orderBy: { id: "asc" },
  });
  assert.deepEqual(
    lines.map(({ key, actorName }) => [key, actorName]),
    ["promote", "demote", "disable", "enable"].map((verb) => [`user.${verb}`, admin.username]),
  );
});

test("the list of users is for admins, newest first, a page at a time, without anybody's hash", async () => {
  const admin = actorOf(await makeUser({ admin: true }));
  await db.user.createMany({
    data: Array.from({ length: 60 }, (_, n) => ({ username: `many${n}` })),
  });

  const page = await listUsers(admin, {});

  assert.equal(page.rows.length, 50);
  assert.ok(page.older);
  assert.equal("passwordHash" in (page.rows[0] ?? {}), false);
  await assert.rejects(listUsers(actorOf(await makeUser()), {}), { name: "Forbidden" });
});
