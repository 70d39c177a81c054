import assert from "node:assert/strict";
import { test } from "node:test";
import { endClient, issueRefreshToken, listClients, redeem } from "../../src/accounts/clients.ts";
import { disableUser } from "../../src/accounts/users.ts";
import { db } from "../../src/db/client.ts";
import { useDatabase } from "../support/database.ts";
import { actorOf, makeUser } from "../support/factories.ts";

await useDatabase();

const binding = { service: "registry.test.lan:5000", clientId: "docker" };
const issue = (actor: ReturnType<typeof actorOf>, service = binding.service) =>
  issueRefreshToken(actor, { ...binding, service, address: "192.0.2.1" });

test("a refresh token stands for its person, again and again", async () => {
  const user = actorOf(await makeUser());

  const secret = await issue(user);

  assert.deepEqual(await redeem(secret, binding), user);
  assert.deepEqual(await redeem(secret, binding), user);
});

test("a refresh token is good for one service and one client", async () => {
  const secret = await issue(actorOf(await makeUser()));

  assert.equal(await redeem(secret, { ...binding, service: "other:5000" }), null);
  assert.equal(await redeem(secret, { ...binding, clientId: "podman" }), null);
});

test("a refresh token ends after 90 days, however often it was used", async () => {
  const user = actorOf(await makeUser());
  const secret = await issue(user);
  const [client] = await listClients(user);
  const days = (Number(client?.expiresAt) - Date.now()) / 86_400_000;
  assert.ok(days > 89.9 && days <= 90, `${days} days`);

  await db.refreshToken.updateMany({ where: { userId: user.id }, data: { expiresAt: new Date() } });

  assert.equal(await redeem(secret, binding), null);
  assert.deepEqual(await listClients(user), []);
});

test("what is no refresh token stands for nobody", async () => {
  for (const text of ["", "prt_", "prt_abcdef", "ptk_abcdef"])
    assert.equal(await redeem(text, binding), null);
});

test("its person ends a signed-in client; somebody else can't tell that it is there", async () => {
  const user = actorOf(await makeUser());
  const secret = await issue(user);
  const [client] = await listClients(user);
  const stranger = actorOf(await makeUser());

  await assert.rejects(endClient(stranger, client?.id ?? 0), { name: "NotFound" });
  assert.ok(await redeem(secret, binding));

  await endClient(user, client?.id ?? 0);
  assert.equal(await redeem(secret, binding), null);
});

test("who is disabled has no signed-in client left, nor after being enabled", async () => {
  const user = await makeUser();
  const secret = await issue(actorOf(user));

  await disableUser(actorOf(await makeUser({ admin: true })), user.id);
  assert.equal(await redeem(secret, binding), null);

  await db.user.update({ where: { id: user.id }, data: { disabledAt: null } });
  assert.equal(await redeem(secret, binding), null);
});

test("a hundred signed-in clients are kept, the oldest give way", async () => {
  const user = actorOf(await makeUser());
  const first = await issue(user);
  for (let n = 0; n < 100; n += 1) await issue(user);

  assert.equal((await listClients(user)).length, 100);
  assert.equal(await redeem(first, binding), null);
});
