import "../../support/settings/private-addresses.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { db } from "../../../src/platform/db/client.ts";
import { browser } from "../../support/app.ts";
import { makeUser } from "../../support/data/factories.ts";
import { app, comeBack, fresh } from "./made-up-answers.ts";
import { sentenceOn, start, whoIs } from "./oidc-lab.ts";

test("an e-mail address of somebody takes over no account, verified or not, unless an admin trusts the provider", async () => {
  const victim = await makeUser({ email: "victim@example.org" });
  const claims = { email: "victim@example.org", email_verified: true, preferred_username: "guest" };
  const arrive = async (sent: object) => {
    const it = browser(app);
    await comeBack(it, await start(it), { claims: { sub: fresh(), ...claims, ...sent } });
    return whoIs(it);
  };

  assert.notEqual(await arrive({}), victim.username);
  await db.signInProvider.update({ where: { slug: "keycloak" }, data: { trustsEmail: true } });
  assert.notEqual(await arrive({ email_verified: false }), victim.username);
  assert.notEqual(await arrive({ email_verified: "yes" }), victim.username);
  assert.equal(await arrive({}), victim.username);
  await db.signInProvider.update({ where: { slug: "keycloak" }, data: { trustsEmail: false } });
});

test("a user name of somebody takes over no account", async () => {
  const victim = await makeUser();
  for (const preferred_username of [
    victim.username,
    victim.username.toUpperCase(),
    "admin",
    "portus",
  ]) {
    const it = browser(app);
    await comeBack(it, await start(it), { claims: { sub: fresh(), preferred_username } });

    const username = await whoIs(it);
    assert.ok(username);
    assert.notEqual(username, victim.username);
    assert.ok(!["admin", "portus"].includes(username));
  }
});

test("a sign-in at the provider does not enable an account that an admin disabled", async () => {
  const sub = fresh();
  const first = browser(app);
  await comeBack(first, await start(first), { claims: { sub, preferred_username: "dora" } });
  await db.user.update({ where: { username: "dora" }, data: { disabledAt: new Date() } });
  const it = browser(app);

  const answer = await comeBack(it, await start(it), { claims: { sub } });

  assert.equal(answer.status, 403);
  assert.match(sentenceOn(answer), /An admin disabled your account/);
  assert.equal(await whoIs(it), null);
  assert.ok((await db.user.findUniqueOrThrow({ where: { username: "dora" } })).disabledAt);
});
