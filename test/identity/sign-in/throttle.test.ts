import assert from "node:assert/strict";
import { test } from "node:test";
import { makeLink } from "../../../src/identity/email-links/links.ts";
import { setPasswordByLink } from "../../../src/identity/recovery/recovery.ts";
import { authenticateCredentials } from "../../../src/identity/sign-in/credentials.ts";
import { createToken } from "../../../src/identity/tokens/tokens.ts";
import { accessChanged, db } from "../../../src/platform/db/client.ts";
import { actorOf, by, makeUser, password } from "../../support/data/factories.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();

let networks = 0;
/** An address in a network of which nobody used one before. */
const somewhere = () => `10.${Math.floor(networks / 250)}.${networks++ % 250}.1`;

async function guess(username: string, address: string, times: number): Promise<void> {
  for (let n = 0; n < times; n += 1)
    await authenticateCredentials(
      { username, secret: `guess ${n} from ${address}` },
      { address },
    ).catch(() => null);
}

const refused = { name: "TooMany" };

test("TOK-008: after ten wrong passwords from a network the right one is refused there, with a time to wait", async () => {
  const { username } = await makeUser();
  const address = somewhere();
  await guess(username, address, 10);

  await assert.rejects(
    authenticateCredentials({ username, secret: password }, { address }),
    (error: Error) => {
      assert.equal(error.name, "TooMany");
      assert.match(
        error.message,
        /Try again in 10 minutes\. Application tokens keep working, and a new password works at once/,
      );
      return true;
    },
  );
});

test("TOK-008: failed attempts from one address do not lock an account at others", async () => {
  const { username } = await makeUser();
  await guess(username, somewhere(), 30);

  const known = await authenticateCredentials(
    { username, secret: password },
    { address: somewhere() },
  );

  assert.equal(known?.actor.username, username);
});

test("TOK-008: an application token works where passwords are refused", async () => {
  const user = actorOf(await makeUser());
  const { secret } = await createToken(by(user), user.id, { name: "ci", expiresAt: null });
  const address = somewhere();
  await guess(user.username, address, 15);

  const known = await authenticateCredentials({ username: user.username, secret }, { address });

  assert.equal(known?.by, "token");
});

test("S9: an attack on one account leaves each new network three guesses, and its owner's password works everywhere", async () => {
  const { username } = await makeUser();
  const home = somewhere();
  await authenticateCredentials({ username, secret: password }, { address: home });
  for (let n = 0; n < 11; n += 1) await guess(username, somewhere(), 10);

  const right = { username, secret: password };
  assert.ok(await authenticateCredentials(right, { address: somewhere() }));
  assert.ok(await authenticateCredentials(right, { address: home }));

  const attacker = somewhere();
  await guess(username, attacker, 3);
  await assert.rejects(authenticateCredentials(right, { address: attacker }), refused);
  assert.ok(await authenticateCredentials(right, { address: home }));
});

test("S9: a hundred wrong guesses from ten addresses do not keep the right password from working at another", async () => {
  const { username } = await makeUser();
  const address = (number: number) => `198.51.100.${number}`;
  for (let number = 1; number <= 10; number += 1) await guess(username, address(number), 10);

  assert.ok(
    await authenticateCredentials({ username, secret: password }, { address: address(99) }),
  );
});

test("S9: a site that guesses is stopped as a whole, except where an account is known", async () => {
  const { username } = await makeUser();
  const home = "2001:db8:7:1::1";
  await authenticateCredentials({ username, secret: password }, { address: home });
  for (let n = 0; n < 31; n += 1) await guess(`somebody${n}`, `2001:db8:7:${n + 2}::1`, 10);

  const right = { username, secret: password };
  await assert.rejects(authenticateCredentials(right, { address: "2001:db8:7:ff::1" }), refused);
  assert.ok(await authenticateCredentials(right, { address: home }));
  assert.ok(await authenticateCredentials(right, { address: "2001:db8:8::1" }));
});

test("R15, S9: a restart forgets neither failures nor the networks where an account signed in", async () => {
  const [user, other] = [await makeUser(), await makeUser()];
  const [home, attacker] = [somewhere(), somewhere()];
  await authenticateCredentials({ username: user.username, secret: password }, { address: home });
  await guess(other.username, attacker, 10);
  for (let n = 0; n < 10; n += 1) await guess(`nobody at home ${n}`, home, 10);

  accessChanged(); // this empties the caches of the process

  const right = ({ username }: typeof user) => ({ username, secret: password });
  await assert.rejects(authenticateCredentials(right(other), { address: attacker }), refused);
  await assert.rejects(authenticateCredentials(right(other), { address: home }), refused);
  assert.ok(await authenticateCredentials(right(user), { address: home }));
});

test("S9: a new password that the owner set by a link works at once, in the network that was stopped", async () => {
  const user = await makeUser();
  const address = somewhere();
  await guess(user.username, address, 10);
  const { secret } = await db.$transaction((tx) => makeLink(tx, user.id, "password"));

  await setPasswordByLink(secret, "another long password", { address });

  const fresh = { username: user.username, secret: "another long password" };
  assert.ok(await authenticateCredentials(fresh, { address }));
});

test("what was typed as a user name is not stored", async () => {
  await guess("a password in the wrong field", somewhere(), 1);

  const rows = await db.$queryRaw<
    { text: string }[]
  >`SELECT rate_counts::text AS text FROM rate_counts`;
  assert.ok(rows.length > 0);
  for (const { text } of rows) assert.match(text, /^\([\w-]{22},\d+,"[^"]+"\)$/);
});

test("an attack on many accounts from one network is stopped there", async () => {
  const address = somewhere();
  for (let n = 0; n < 20; n += 1) await guess(`nobody${n}`, address, 5);

  const { username } = await makeUser();
  await assert.rejects(
    authenticateCredentials({ username, secret: password }, { address }),
    refused,
  );
});

test("a client that repeats one stale password is not stopped for it", async () => {
  const { username } = await makeUser();
  const address = somewhere();
  for (let n = 0; n < 50; n += 1)
    assert.equal(await authenticateCredentials({ username, secret: "stale" }, { address }), null);

  const known = await authenticateCredentials({ username, secret: password }, { address });

  assert.equal(known?.actor.username, username);
});

test("fifty different guesses at once don't slip through together", async () => {
  const { username } = await makeUser();
  const address = somewhere();

  const outcomes = await Promise.allSettled(
    Array.from({ length: 50 }, (_, n) =>
      authenticateCredentials({ username, secret: `at once ${n}` }, { address }),
    ),
  );

  assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 10);
});

test("correct passwords are not counted as attempts", async () => {
  const address = somewhere();
  for (let n = 0; n < 12; n += 1) {
    const { username } = await makeUser();
    for (let again = 0; again < 2; again += 1)
      assert.ok(await authenticateCredentials({ username, secret: password }, { address }));
  }
});
