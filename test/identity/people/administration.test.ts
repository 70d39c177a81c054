import assert from "node:assert/strict";
import { test } from "node:test";
import { db } from "../../../src/platform/db/client.ts";
import { signIn, useApp } from "../../support/app.ts";
import { makeTeam, makeUser } from "../../support/data/factories.ts";
import { signedIn } from "../signed-in.ts";

const app = await useApp();
await makeUser(); // there is somebody: nothing leads to the first sign-up

test("an admin disables, enables, promotes and demotes people, and is refused what they may not do", async () => {
  const ada = await signedIn(app, { admin: true });
  const kim = await signedIn(app);
  const { id } = kim.user;
  assert.match((await ada.it.get("/admin/users")).text, new RegExp(kim.user.username));

  assert.match(
    (await ada.it.post(`/admin/users/${id}/disabled`, { disabled: "true" })).text,
    /Disable this account\?/,
  );
  await ada.it.post(`/admin/users/${id}/disabled`, { disabled: "true", confirmed: "1" });
  assert.match((await kim.it.get("/profile")).location ?? "", /sign-in/);

  await ada.it.post(`/admin/users/${id}/disabled`, { disabled: "false" });
  await ada.it.post(`/admin/users/${id}/admin`, { admin: "true" });
  const again = await signIn(app, kim.user);
  assert.equal((await again.get("/admin/users")).status, 200);
  await ada.it.post(`/admin/users/${id}/admin`, { admin: "false" });
  assert.equal((await again.get("/admin/users")).status, 403);

  assert.equal(
    (await ada.it.post(`/admin/users/${ada.user.id}/admin`, { admin: "false" })).status,
    403,
  );
  assert.equal((await ada.it.post(`/admin/users/${id}/admin`, { admin: "perhaps" })).status, 422);
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

test("the last admin cannot disable their own account, and the page says why", async () => {
  await db.user.updateMany({ data: { admin: false } });
  const ada = await signedIn(app, { admin: true });

  const asked = await ada.it.post(`/admin/users/${ada.user.id}/disabled`, { disabled: "true" });
  assert.equal(asked.status, 303, "refused before the question");
  assert.match((await ada.it.get("/admin/users")).text, /is the last admin/);
  await ada.it.post(`/admin/users/${ada.user.id}/disabled`, { disabled: "true", confirmed: "1" });

  assert.match((await ada.it.get("/admin/users")).text, /is the last admin/);
});

test("only admins see the list of users and change other people", async () => {
  const { it } = await signedIn(app);
  const { id } = await makeUser();

  assert.equal((await it.get("/admin/users")).status, 403);
  assert.equal((await it.post(`/admin/users/${id}/admin`, { admin: "true" })).status, 403);
  assert.equal(
    (await it.post(`/admin/users/${id}/disabled`, { disabled: "true", confirmed: "1" })).status,
    403,
  );
});
