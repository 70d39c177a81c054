import assert from "node:assert/strict";
import { test } from "node:test";
import { resetSecondFactorOf } from "../../../src/identity/second-factor/command-actions.ts";
import { db } from "../../../src/platform/db/client.ts";
import { useApp } from "../../support/app.ts";
import { signedIn } from "../signed-in.ts";
import { atSecondStep, isSignedIn, withAuthenticator } from "./enrolled.ts";

const app = await useApp();

test("an admin resets the factors of somebody else, who then signs in with the password", async () => {
  const { user, it } = await withAuthenticator(app);
  const admin = await signedIn(app, { admin: true });
  const path = `/admin/users/${user.id}/second-factor/reset`;
  assert.match((await admin.it.get(`/admin/users/${user.id}`)).text, /Reset second factors/);

  assert.match((await admin.it.post(path)).text, /Reset the second factors of this account\?/);
  await admin.it.post(path, { confirmed: "1" });

  assert.equal(await isSignedIn(it), false);
  assert.equal((await atSecondStep(app, user)).answer.location, "/");
  assert.equal(await db.recoveryCode.count({ where: { userId: user.id } }), 0);
  const entry = await db.activity.findFirst({ where: { key: "user.reset_second_factor" } });
  assert.deepEqual([entry?.actorName, entry?.subject], [admin.user.username, user.username]);
});

test("nobody resets their own factors, nor those of others without being an admin", async () => {
  const admin = await withAuthenticator(app, { admin: true });
  const { user } = await withAuthenticator(app);
  const person = await signedIn(app);
  const path = ({ id }: { id: number }) => `/admin/users/${id}/second-factor/reset`;

  await admin.it.get("/profile");
  const own = await admin.it.post(path(admin.user), { confirmed: "1" });
  const others = await person.it.post(path(user), { confirmed: "1" });

  assert.deepEqual([own.status, others.status], [403, 403]);
  assert.equal(await db.authenticator.count(), 2);
});

test("the command on the host resets them, and is recorded", async () => {
  const { user } = await withAuthenticator(app);

  const said = await resetSecondFactorOf(user.username.toUpperCase());

  assert.match(said, /All second factors of \S+ were removed/);
  assert.equal(await db.authenticator.count({ where: { userId: user.id } }), 0);
  const entry = await db.activity.findFirst({
    where: { subject: user.username, key: "user.reset_second_factor" },
  });
  assert.deepEqual([entry?.actorName, entry?.credential], ["operator", "command"]);
  await assert.rejects(resetSecondFactorOf(user.username), /has no second factor/);
  await assert.rejects(resetSecondFactorOf("nobody"), /There is no user nobody/);
});
