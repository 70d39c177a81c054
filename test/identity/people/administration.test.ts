import assert from "node:assert/strict";
import { test } from "node:test";
import { db } from "../../../src/platform/db/client.ts";
import { signIn, useApp } from "../../support/app.ts";
import { makeTeam, makeUser } from "../../support/data/factories.ts";
import { signedIn } from "../signed-in.ts";

const app = await useApp();
await makeUser(); // there is somebody: nothing leads to the first sign-up

test("an admin who disables a person is asked first, and the person is signed out", async () => {
  const ada = await signedIn(app, { admin: true });
  const kim = await signedIn(app);
  const path = `/admin/users/${kim.user.id}/disabled`;
  const page = await ada.it.get("/admin/users");

  const asked = await ada.it.post(path, { disabled: "true" });
  await ada.it.post(path, { disabled: "true", confirmed: "1" });

  assert.match(page.text, new RegExp(kim.user.username));
  assert.match(asked.text, /Disable this account\?/);
  assert.match((await kim.it.get("/profile")).location ?? "", /sign-in/);
});

test("a person can sign in once an admin has enabled them again", async () => {
  const ada = await signedIn(app, { admin: true });
  const kim = await makeUser({ disabledAt: new Date() });
  await ada.it.get("/admin/users");

  await ada.it.post(`/admin/users/${kim.id}/disabled`, { disabled: "false" });

  const it = await signIn(app, kim);
  assert.equal((await it.get("/profile")).status, 200);
});

test("a person who was promoted sees the list of users", async () => {
  const ada = await signedIn(app, { admin: true });
  const kim = await signedIn(app);
  await ada.it.get("/admin/users");

  await ada.it.post(`/admin/users/${kim.user.id}/admin`, { admin: "true" });

  assert.equal((await kim.it.get("/admin/users")).status, 200);
});

test("an admin who was demoted no longer sees the list of users", async () => {
  const ada = await signedIn(app, { admin: true });
  const kim = await signedIn(app, { admin: true });
  await ada.it.get("/admin/users");

  await ada.it.post(`/admin/users/${kim.user.id}/admin`, { admin: "false" });

  assert.equal((await kim.it.get("/admin/users")).status, 403);
});

test("an admin may not demote themselves, and an unknown answer is refused", async () => {
  const ada = await signedIn(app, { admin: true });
  const { id } = await makeUser();
  await ada.it.get("/admin/users");

  const own = await ada.it.post(`/admin/users/${ada.user.id}/admin`, { admin: "false" });
  const unclear = await ada.it.post(`/admin/users/${id}/admin`, { admin: "perhaps" });

  assert.deepEqual([own.status, unclear.status], [403, 422]);
});

test("before and after an admin disables the only owner of a team, the page names the team", async () => {
  const ada = await signedIn(app, { admin: true });
  const { id } = (await signedIn(app)).user;
  const { name } = await makeTeam({ owners: [await db.user.findUniqueOrThrow({ where: { id } })] });
  const path = `/admin/users/${id}/disabled`;

  const asked = await ada.it.post(path, { disabled: "true" });
  await ada.it.post(path, { disabled: "true", confirmed: "1" });
  const after = await ada.it.get("/admin/users");

  assert.match(asked.text, new RegExp(`The team ${name} will have no active owner\\.`));
  assert.match(after.text, new RegExp(`The team ${name} has no active owner now`));
});

for (const fields of [{}, { confirmed: "1" }])
  test(`the last admin cannot disable their own account, ${"confirmed" in fields ? "even if confirmed" : "and is not asked first"}`, async () => {
    await db.user.updateMany({ data: { admin: false } });
    const ada = await signedIn(app, { admin: true });
    await ada.it.get("/admin/users");

    const path = `/admin/users/${ada.user.id}/disabled`;
    const { status } = await ada.it.post(path, { disabled: "true", ...fields });

    assert.equal(status, 303);
    assert.match((await ada.it.get("/admin/users")).text, /is the last admin/);
  });

test("only admins see the list of users and change other people", async () => {
  const { it } = await signedIn(app);
  const { id } = await makeUser();

  const list = await it.get("/admin/users");
  const promoted = await it.post(`/admin/users/${id}/admin`, { admin: "true" });
  const off = { disabled: "true", confirmed: "1" };
  const disabled = await it.post(`/admin/users/${id}/disabled`, off);

  assert.deepEqual([list.status, promoted.status, disabled.status], [403, 403, 403]);
});
