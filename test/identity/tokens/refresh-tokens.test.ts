import assert from "node:assert/strict";
import { test } from "node:test";
import { disableUser } from "../../../src/identity/people/users.ts";
import {
  issueRefreshToken,
  listRefreshTokens,
  redeemRefreshToken,
  revokeRefreshToken,
} from "../../../src/identity/tokens/refresh-tokens.ts";
import { db } from "../../../src/platform/db/client.ts";
import { actorOf, by, makeUser } from "../../support/data/factories.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();

const here = { service: "registry.test.lan:5000" };
/** The person that a refresh token authenticates; null if it is refused. */
async function holderOf(...given: Parameters<typeof redeemRefreshToken>) {
  const found = await redeemRefreshToken(...given);
  return "actor" in found ? found.actor : null;
}

const issue = (actor: ReturnType<typeof actorOf>) =>
  issueRefreshToken(actor, { ...here, clientId: "docker", address: "192.0.2.1" });

test("a refresh token authenticates its person, any number of times", async () => {
  const user = actorOf(await makeUser());

  const secret = await issue(user);

  assert.deepEqual(await holderOf(secret, here), user);
  assert.deepEqual(await holderOf(secret, here), user);
});

test("C1: a refresh token is good for one service and one account, and the list names the client that signed in", async () => {
  const user = actorOf(await makeUser());
  const stranger = actorOf(await makeUser());
  const secret = await issue(user);

  assert.equal(await holderOf(secret, { service: "other:5000" }), null);
  assert.equal(await holderOf(secret, { ...here, username: stranger.username }), null);
  assert.deepEqual(
    await holderOf(secret, { ...here, username: user.username.toUpperCase() }),
    user,
  );
  assert.equal((await listRefreshTokens(user))[0]?.clientId, "docker");
});

test("a refresh token of a disabled account is refused, even if it was not deleted", async () => {
  const user = await makeUser();
  const secret = await issue(actorOf(user));

  await db.user.update({ where: { id: user.id }, data: { disabledAt: new Date() } });

  assert.equal(await holderOf(secret, here), null);
});

test("a refresh token ends after 90 days, however often it was used", async () => {
  const user = actorOf(await makeUser());
  const secret = await issue(user);
  const [client] = await listRefreshTokens(user);
  const days = (Number(client?.expiresAt) - Date.now()) / 86_400_000;
  assert.ok(days > 89.9 && days <= 90, `${days} days`);

  await db.refreshToken.updateMany({ where: { userId: user.id }, data: { expiresAt: new Date() } });

  assert.equal(await holderOf(secret, here), null);
  assert.deepEqual(await listRefreshTokens(user), []);
});

test("text that is not a refresh token authenticates nobody", async () => {
  for (const text of ["", "prt_", "prt_abcdef", "ptk_abcdef"])
    assert.equal(await holderOf(text, here), null);
});

test("people sign out their own clients; for others those do not exist", async () => {
  const user = actorOf(await makeUser());
  const secret = await issue(user);
  const [client] = await listRefreshTokens(user);
  const stranger = actorOf(await makeUser());

  await assert.rejects(revokeRefreshToken(by(stranger), client?.id ?? 0), { name: "NotFound" });
  assert.ok(await holderOf(secret, here));

  await revokeRefreshToken(by(user), client?.id ?? 0);
  assert.equal(await holderOf(secret, here), null);
});

test("disabling an account signs out its clients, also after it is enabled again", async () => {
  const user = await makeUser();
  const secret = await issue(actorOf(user));

  await disableUser(by(await makeUser({ admin: true })), user.id);
  assert.equal(await holderOf(secret, here), null);

  await db.user.update({ where: { id: user.id }, data: { disabledAt: null } });
  assert.equal(await holderOf(secret, here), null);
});

test("a hundred signed-in clients are kept, the oldest give way", async () => {
  const user = actorOf(await makeUser());
  const first = await issue(user);
  for (let n = 0; n < 100; n += 1) await issue(user);

  assert.equal((await listRefreshTokens(user)).length, 100);
  assert.equal(await holderOf(first, here), null);
});
