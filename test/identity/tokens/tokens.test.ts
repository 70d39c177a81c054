import assert from "node:assert/strict";
import { test } from "node:test";
import { operator } from "../../../src/identity/actor/system-actors.ts";
import { authenticateCredentials } from "../../../src/identity/sign-in/credentials.ts";
import {
  createToken,
  flushLastUses,
  listTokens,
  revokeToken,
} from "../../../src/identity/tokens/tokens.ts";
import { db } from "../../../src/platform/db/client.ts";
import { actorOf, by, makeUser } from "../../support/data/factories.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();

const from = { address: "192.0.2.1" };
const forever = (name = "ci") => ({ name, expiresAt: null });

test("an application token is shown once and kept as a hash", async () => {
  const user = actorOf(await makeUser());

  const { token, secret } = await createToken(by(user), user.id, forever());

  const row = await db.applicationToken.findUniqueOrThrow({ where: { id: token.id } });
  assert.equal(row.hash.length, 32);
  assert.equal(row.hint, secret.slice(-4));
  assert.equal(JSON.stringify([row, await listTokens(user, user.id)]).includes(secret), false);
  assert.equal("hash" in token, false);
});

test("USR-009: a sixth application token is refused, also when six are asked for at once", async () => {
  const user = actorOf(await makeUser());

  const outcomes = await Promise.allSettled(
    [1, 2, 3, 4, 5, 6].map((n) => createToken(by(user), user.id, forever(`token ${n}`))),
  );

  assert.equal(outcomes.filter(({ status }) => status === "rejected").length, 1);
  await assert.rejects(createToken(by(user), user.id, forever("one more")), /5 application tokens/);
});

test("USR-009: a person's tokens have different names; two people may use the same name", async () => {
  const [one, other] = [actorOf(await makeUser()), actorOf(await makeUser())];
  await createToken(by(one), one.id, forever("laptop"));

  await assert.rejects(createToken(by(one), one.id, forever("laptop")), { name: "Invalid" });
  await createToken(by(other), other.id, forever("laptop"));
});

test("USR-011: not even an admin creates or sees another person's application tokens", async () => {
  const user = actorOf(await makeUser());
  const admin = actorOf(await makeUser({ admin: true }));

  await assert.rejects(createToken(by(user), admin.id, forever()), { name: "Forbidden" });
  await assert.rejects(createToken(by(admin), user.id, forever()), { name: "Forbidden" });
  await assert.rejects(listTokens(user, admin.id), { name: "Forbidden" });
});

test("USR-010: an admin makes and revokes the application tokens of a robot, which open what it may", async () => {
  const robot = await makeUser({ robot: true, passwordHash: null, email: null });
  const admin = actorOf(await makeUser({ admin: true }));

  const { token, secret } = await createToken(by(admin), robot.id, forever());

  const known = await authenticateCredentials({ username: robot.username, secret }, from);
  assert.equal(known?.actor.id, robot.id);
  await revokeToken(by(admin), token.id);
  assert.equal(await authenticateCredentials({ username: robot.username, secret }, from), null);
});

test("the operator makes tokens for anyone, and the history says so", async () => {
  const user = await makeUser();

  await createToken(by(operator), user.id, forever("made in the shell"));

  const line = await db.activity.findFirstOrThrow({ where: { subject: "made in the shell" } });
  assert.deepEqual([line.actorId, line.actorName], [null, "operator"]);
});

test("USR-012: its owner revokes an application token; someone else may not", async () => {
  const user = actorOf(await makeUser());
  const stranger = actorOf(await makeUser());
  const { token } = await createToken(by(user), user.id, forever());

  await assert.rejects(revokeToken(by(stranger), token.id), { name: "Forbidden" });
  await revokeToken(by(user), token.id);

  await assert.rejects(revokeToken(by(user), token.id), { name: "NotFound" });
});

test("a token's last use is written with the next flush, all in one statement", async () => {
  const user = actorOf(await makeUser());
  const { token, secret } = await createToken(by(user), user.id, forever());

  await authenticateCredentials({ username: user.username, secret }, from);
  await flushLastUses();

  const { lastUsedAt } = await db.applicationToken.findUniqueOrThrow({ where: { id: token.id } });
  assert.ok(lastUsedAt && Date.now() - lastUsedAt.getTime() < 10_000);
});
