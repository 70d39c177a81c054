import assert from "node:assert/strict";
import { test } from "node:test";
import { authenticateCredentials } from "../../../src/identity/sign-in/credentials.ts";
import { createToken } from "../../../src/identity/tokens/tokens.ts";
import { actorOf, by, makeUser, password } from "../../support/data/factories.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();

let networks = 0;
/** An address that nobody used before. */
const somewhere = () => `10.0.${Math.floor(networks / 250)}.${(networks++ % 250) + 1}`;

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
      assert.match(error.message, /Try again in \d+ seconds/);
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

test("an attack on one account from many networks is stopped, but not where its owner signs in from", async () => {
  const { username } = await makeUser();
  const home = somewhere();
  await authenticateCredentials({ username, secret: password }, { address: home });
  for (let n = 0; n < 10; n += 1) await guess(username, somewhere(), 10);

  await assert.rejects(
    authenticateCredentials({ username, secret: "another" }, { address: somewhere() }),
    refused,
  );
  const known = await authenticateCredentials({ username, secret: password }, { address: home });
  assert.equal(known?.actor.username, username);
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
