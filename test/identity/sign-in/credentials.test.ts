import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { changePassword } from "../../../src/identity/people/profile.ts";
import { disableUser } from "../../../src/identity/people/users.ts";
import {
  authenticateCredentials,
  authenticatePassword,
} from "../../../src/identity/sign-in/credentials.ts";
import { createToken, revokeToken } from "../../../src/identity/tokens/tokens.ts";
import { accessChanged, db, pool } from "../../../src/platform/db/client.ts";
import { actorOf, by, makeUser, password } from "../../support/data/factories.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();

let address = "";
let networks = 0;
beforeEach(() => {
  networks += 1;
  address = `10.1.0.${networks}`; // wrong passwords of one test are not another's
});

const tokenOf = async (user: ReturnType<typeof actorOf>, expiresAt: Date | null = null) =>
  createToken(by(user), user.id, { name: `token ${Math.random()}`, expiresAt });

test("TOK-005: a user name opens with the password or an application token, in any case of letters", async () => {
  const user = actorOf(await makeUser({ username: "kim.one" }));
  const { secret, token } = await tokenOf(user);

  assert.deepEqual(
    await authenticateCredentials({ username: "kim.one", secret: password }, { address }),
    {
      actor: user,
      by: "password",
    },
  );
  assert.deepEqual(await authenticateCredentials({ username: "Kim.One", secret }, { address }), {
    actor: { ...user, scopes: ["registry", "api:write"] },
    by: "token",
    applicationToken: token.id,
  });
});

test("TOK-001: a wrong password, an unknown user and another person's token get the same answer", async () => {
  const user = await makeUser();
  const { secret } = await tokenOf(actorOf(await makeUser()));

  for (const given of [
    { username: user.username, secret: "wrong" },
    { username: user.username, secret: "" },
    { username: "nobody-here", secret: password },
    { username: "", secret: password },
    { username: user.username, secret },
    { username: user.username, secret: "ptk_mistyped" },
    { username: "x".repeat(100_000), secret: "y".repeat(100_000) },
  ])
    assert.equal(await authenticateCredentials(given, { address }), null);
});

test("TOK-004: a disabled account is refused at once, with its password and with a token", async () => {
  const user = await makeUser();
  const { secret } = await tokenOf(actorOf(user));
  const tries = [password, secret].map((text) => ({ username: user.username, secret: text }));
  for (const given of tries) assert.ok(await authenticateCredentials(given, { address }));

  await disableUser(by(await makeUser({ admin: true })), user.id);

  for (const given of tries) assert.equal(await authenticateCredentials(given, { address }), null);
});

test("a token of a disabled account is refused, even if it was not deleted", async () => {
  const user = await makeUser();
  const { secret } = await tokenOf(actorOf(user));

  await db.user.update({ where: { id: user.id }, data: { disabledAt: new Date() } });

  assert.equal(
    await authenticateCredentials({ username: user.username, secret }, { address }),
    null,
  );
});

test("a robot has no password, even if there should be one", async () => {
  const robot = await makeUser({ robot: true });
  assert.equal(
    await authenticatePassword({ username: robot.username, secret: password }, { address }),
    null,
  );
});

test("a token is refused from the moment that it expires or is revoked", async () => {
  const user = actorOf(await makeUser());
  const expired = await tokenOf(user, new Date(Date.now() - 1));
  const revoked = await tokenOf(user);
  const given = { username: user.username, secret: revoked.secret };
  assert.ok(await authenticateCredentials(given, { address }));

  await revokeToken(by(user), revoked.token.id);

  assert.equal(await authenticateCredentials(given, { address }), null);
  assert.equal(
    await authenticateCredentials({ ...given, secret: expired.secret }, { address }),
    null,
  );
});

test("a cached token is refused once it expires", async (t) => {
  const user = actorOf(await makeUser());
  const { secret } = await tokenOf(user, new Date(Date.now() + 4_000));
  const given = { username: user.username, secret };
  assert.ok(await authenticateCredentials(given, { address }));

  t.mock.timers.enable({ apis: ["Date"], now: Date.now() + 4_001 });

  assert.equal(await authenticateCredentials(given, { address }), null);
});

test("recently valid credentials are answered without a query", async (t) => {
  const user = actorOf(await makeUser());
  const { secret } = await tokenOf(user);
  const tries = [password, secret].map((text) => ({ username: user.username, secret: text }));
  for (const given of tries) await authenticateCredentials(given, { address });
  accessChanged(); // in the meantime the password was hashed with the current parameters
  for (const given of tries) await authenticateCredentials(given, { address });

  const asked = t.mock.method(pool, "connect");
  const queried = t.mock.method(pool, "query");
  for (const given of tries) assert.ok(await authenticateCredentials(given, { address }));
  assert.equal(asked.mock.callCount() + queried.mock.callCount(), 0);

  accessChanged();
  for (const given of tries) assert.ok(await authenticateCredentials(given, { address }));
  assert.ok(asked.mock.callCount() + queried.mock.callCount() >= 2); // counting works
});

test("a token with a wrong checksum is refused without a query", async (t) => {
  const asked = t.mock.method(pool, "connect");
  const queried = t.mock.method(pool, "query");

  assert.equal(
    await authenticateCredentials(
      { username: "kim", secret: `ptk_${"a".repeat(36)}` },
      { address },
    ),
    null,
  );

  assert.equal(asked.mock.callCount() + queried.mock.callCount(), 0);
});

test("a changed password is good from that moment on, and the former is not", async () => {
  const user = actorOf(await makeUser());
  const old = { username: user.username, secret: password };
  const fresh = { username: user.username, secret: "another long password" };
  assert.ok(await authenticateCredentials(old, { address }));
  assert.equal(await authenticateCredentials(fresh, { address }), null);

  await changePassword(
    by(user),
    { current: password, password: fresh.secret },
    { address, session: "" },
  );

  assert.equal(await authenticateCredentials(old, { address }), null);
  assert.ok(await authenticateCredentials(fresh, { address }));
});

test("a check that was running while access changed is not cached", async () => {
  const user = await makeUser();
  const given = { username: user.username, secret: password };

  const checking = authenticateCredentials(given, { address });
  await new Promise((resolve) => setImmediate(resolve)); // it has begun
  await db.user.update({ where: { id: user.id }, data: { disabledAt: new Date() } });
  accessChanged();
  await checking;

  assert.equal(await authenticateCredentials(given, { address }), null);
});

test("a password that was hashed with other costs is hashed again at the next sign-in", async () => {
  const user = await makeUser();
  assert.match(user.passwordHash ?? "", /m=1024/);

  await authenticateCredentials({ username: user.username, secret: password }, { address });

  const { passwordHash } = await db.user.findUniqueOrThrow({ where: { id: user.id } });
  assert.match(passwordHash ?? "", /m=19456,t=2,p=1/);
});

test("a wrong password and an unknown user take the same time", async () => {
  const { username } = await makeUser();
  await authenticateCredentials({ username, secret: password }, { address }); // now hashed at full cost
  const times: Record<string, number[]> = { known: [], unknown: [] };
  for (let n = 0; n < 7; n += 1)
    for (const [kind, name] of [
      ["known", username],
      ["unknown", "nobody-there"],
    ] as const) {
      const began = performance.now();
      await authenticateCredentials({ username: name, secret: `wrong ${n}` }, { address });
      times[kind]?.push(performance.now() - began);
    }

  // The quickest of each, and wide apart: without a hash one would take a fiftieth of the other.
  const [known, unknown] = [Math.min(...(times.known ?? [])), Math.min(...(times.unknown ?? []))];
  assert.ok(unknown > known / 5 && unknown < known * 5, `${known} ms and ${unknown} ms`);
});
