import assert from "node:assert/strict";
import { test } from "node:test";
import { config } from "../../../src/platform/config/config.ts";
import { db } from "../../../src/platform/db/client.ts";
import { type Browser, browser, useApp } from "../../support/app.ts";
import { passkeyDevice } from "../../support/fakes/passkey-device.ts";
import { signedIn } from "../signed-in.ts";
import { atSecondStep, codesIn, isSignedIn } from "./enrolled.ts";

const app = await useApp();
Object.assign(config, { url: app.url.replace("127.0.0.1", "localhost") });
const place = { host: "localhost", origin: config.url };

/** Somebody new with a passkey, and its device. */
async function withPasskey(given: Partial<Parameters<typeof passkeyDevice>[0]> = {}) {
  const { user, it } = await signedIn(app);
  const key = passkeyDevice({ ...place, ...given });
  const added = await addPasskey(it, key);
  return { user, it, key, added };
}

async function addPasskey(it: Browser, key: ReturnType<typeof passkeyDevice>, name = "laptop") {
  await it.get("/profile/security/passkeys/new");
  const options = JSON.parse((await it.post("/profile/security/passkeys/challenge")).text);
  return it.post("/profile/security/passkeys", { name, passkey: key.create(options) });
}

/** A browser whose visitor was asked for a passkey. */
async function asked(it = browser(app)) {
  await it.get("/sign-in");
  const options = JSON.parse((await it.post("/sign-in/passkey/challenge")).text);
  return { it, options };
}

test("a passkey is added, and signs in without a user name and without a password", async () => {
  const { user, key, added } = await withPasskey();
  assert.equal(added.status, 201, added.text);
  assert.equal(codesIn(added).length, 10);
  const row = await db.passkey.findFirstOrThrow({ where: { userId: user.id } });
  assert.deepEqual([row.name, row.host, row.transports], ["laptop", "localhost", ["internal"]]);

  const { it, options } = await asked();
  assert.deepEqual([options.allowCredentials ?? [], options.userVerification], [[], "required"]);
  const done = await it.post("/sign-in/passkey", { passkey: key.get(options), return: "/teams" });

  assert.equal(done.location, "/teams");
  assert.match((await it.get("/profile")).text, new RegExp(`signed in as ${user.username}`));
  const entry = await db.activity.findFirst({
    where: { key: "user.sign_in", actorId: user.id },
    orderBy: { id: "desc" },
  });
  assert.equal(entry?.credential, "passkey");
});

test("a passkey completes a sign-in with the password, though its device verifies nobody", async () => {
  const { user, key } = await withPasskey({ verifies: false });
  const { it } = await atSecondStep(app, user);
  const options = JSON.parse((await it.post("/sign-in/passkey/challenge")).text);
  assert.equal(options.allowCredentials.length, 1);

  const done = await it.post("/sign-in/second-factor", { passkey: key.get(options) });

  assert.equal(done.location, "/");
  assert.equal(await isSignedIn(it), true);
});

const refusals: Record<string, (key: ReturnType<typeof passkeyDevice>) => void> = {
  "used alone on a device that verifies nobody": ({ device }) => {
    device.verifies = false;
  },
  "used on a page of another site": ({ device }) => {
    device.origin = "http://localhost.evil.example";
  },
  "that names another account": ({ device }) => {
    device.userHandle = Buffer.from("another").toString("base64url");
  },
};

for (const [what, change] of Object.entries(refusals))
  test(`a passkey ${what} is refused`, async () => {
    const { key } = await withPasskey();
    change(key);
    const { it, options } = await asked();

    const answer = await it.post("/sign-in/passkey", { passkey: key.get(options) });

    assert.equal(answer.status, 422);
    assert.match(answer.text, /This passkey/);
    assert.equal(await isSignedIn(it), false);
  });

test("a challenge counts once, in its session, for five minutes", async () => {
  const { key } = await withPasskey();
  const { it, options } = await asked();
  const passkey = key.get(options);
  assert.equal((await it.post("/sign-in/passkey", { passkey })).status, 303);

  const elsewhere = await asked();
  const replayed = await elsewhere.it.post("/sign-in/passkey", { passkey });
  const without = browser(app);
  await without.get("/sign-in");
  const unasked = await without.post("/sign-in/passkey", { passkey });
  const late = await asked();
  await db.$executeRaw`
    UPDATE sessions SET sess = jsonb_set(sess::jsonb, '{challenge,at}', ${`${Date.now() - 301_000}`}::jsonb)::json
    WHERE sess->'challenge'->>'value' = ${late.options.challenge}`;
  const tooLate = await late.it.post("/sign-in/passkey", { passkey: key.get(late.options) });

  assert.deepEqual([replayed.status, unasked.status, tooLate.status], [422, 422, 422]);
  assert.equal(await isSignedIn(elsewhere.it), false);
});

test("of 20 requests at once with the same signed challenge, one signs in", async () => {
  const { key, user } = await withPasskey();
  const { it, options } = await asked();
  const passkey = key.get(options);
  const before = await db.activity.count({ where: { key: "user.sign_in", actorId: user.id } });

  await Promise.all(Array.from({ length: 20 }, () => it.post("/sign-in/passkey", { passkey })));

  const after = await db.activity.count({ where: { key: "user.sign_in", actorId: user.id } });
  assert.equal(after - before, 1);
});

test("the passkey of another account completes no sign-in, and confirms nothing", async () => {
  const [kim, eve] = [await withPasskey(), await withPasskey()];
  const { it } = await atSecondStep(app, kim.user);
  const options = JSON.parse((await it.post("/sign-in/passkey/challenge")).text);

  const answer = await it.post("/sign-in/second-factor", { passkey: eve.key.get(options) });

  assert.equal(answer.status, 422);
  assert.match(answer.text, /does not belong to this account/);
  assert.equal(await isSignedIn(it), false);
});

test("a passkey confirms what needs a recent sign-in", async () => {
  const { it, key } = await withPasskey();
  await db.$executeRaw`
    UPDATE sessions SET sess = jsonb_set(sess::jsonb, '{confirmedAt}', '"2026-01-01T00:00:00Z"')::json`;
  const fields = { name: "ci", days: "30" };
  assert.match((await it.post("/profile/tokens", fields)).text, /data-passkey="get"/);
  const options = JSON.parse((await it.post("/sign-in/passkey/challenge")).text);

  const done = await it.post("/profile/tokens", { ...fields, _passkey: key.get(options) });

  assert.equal(done.status, 201);
});

test("a counter that goes back is noted, not refused: synced passkeys do not count", async () => {
  const { key, user } = await withPasskey();
  key.device.counter = 41;
  const first = await asked();
  await first.it.post("/sign-in/passkey", { passkey: key.get(first.options) });
  key.device.counter = 3;
  const second = await asked();

  await second.it.post("/sign-in/passkey", { passkey: key.get(second.options) });

  assert.equal(await isSignedIn(second.it), true);
  const { counter } = await db.passkey.findFirstOrThrow({ where: { userId: user.id } });
  assert.equal(counter, 4n);
});

test("a disabled account does not sign in with its passkey", async () => {
  const { key, user } = await withPasskey();
  await db.user.update({ where: { id: user.id }, data: { disabledAt: new Date() } });
  const { it, options } = await asked();

  const answer = await it.post("/sign-in/passkey", { passkey: key.get(options) });

  assert.equal(answer.status, 422);
  assert.equal(await isSignedIn(it), false);
});

test("passkeys are renamed and removed by their owner alone", async () => {
  const { it, user } = await withPasskey();
  const other = await signedIn(app);
  const { id } = await db.passkey.findFirstOrThrow({ where: { userId: user.id } });
  const path = `/profile/security/passkeys/${id}`;

  await it.get("/profile/security");
  assert.equal((await other.it.post(`${path}/name`, { name: "mine" })).status, 404);
  assert.equal((await other.it.post(`${path}/removal`, { confirmed: "1" })).status, 404);
  await it.post(`${path}/name`, { name: "old laptop" });
  assert.match((await it.get("/profile/security")).text, /old laptop/);
  const unnamed = await it.post(`${path}/name`, { name: "  " });
  assert.match(unnamed.text, /Enter a name/);
  await it.post(`${path}/removal`, { confirmed: "1" });

  assert.equal(await db.passkey.count({ where: { userId: user.id } }), 0);
  const { secondFactorSince } = await db.user.findUniqueOrThrow({ where: { id: user.id } });
  assert.equal(secondFactorSince, null);
});

test("a device is added once, and what is no passkey is refused", async () => {
  const { it, key } = await withPasskey();

  const again = await addPasskey(it, key);
  const broken = await it.post("/profile/security/passkeys", { name: "x", passkey: "{}" });

  assert.deepEqual([again.status, broken.status], [422, 422]);
  assert.match(again.text, /belongs to an account already/);
});
