import assert from "node:assert/strict";
import { test } from "node:test";
import { useAuthenticatorCode } from "../../../src/identity/second-factor/authenticator.ts";
import { useRecoveryCode } from "../../../src/identity/second-factor/recovery-codes.ts";
import { db } from "../../../src/platform/db/client.ts";
import { useApp } from "../../support/app.ts";
import { by } from "../../support/data/factories.ts";
import { atSecondStep, codeNow, isSignedIn, withAuthenticator } from "./enrolled.ts";

const app = await useApp();
const times = 20;

/** Sends the same code from many sessions at once, and counts those that are signed in then. */
async function signInsWith(user: Parameters<typeof atSecondStep>[1], code: string) {
  const steps = [];
  for (let n = 0; n < times; n += 1) steps.push((await atSecondStep(app, user)).it);
  await db.rateCount.deleteMany(); // the limit of guesses must not be what refuses them
  await Promise.all(steps.map((it) => it.post("/sign-in/second-factor", { code })));
  const signedIn = await Promise.all(steps.map(isSignedIn));
  return signedIn.filter(Boolean).length;
}

test("of 20 requests at once with the same code of an app, one signs in", async () => {
  const { user, secret } = await withAuthenticator(app);
  assert.equal(await signInsWith(user, codeNow(secret)), 1);
});

test("of 20 requests at once with the same recovery code, one signs in", async () => {
  const { user, codes } = await withAuthenticator(app);
  assert.equal(await signInsWith(user, codes[0] ?? ""), 1);
});

test("of 20 transactions at once with the same code, one uses it", async () => {
  const { user, actor, secret, codes } = await withAuthenticator(app);
  const code = codeNow(secret);
  const many = (use: (tx: Parameters<typeof useAuthenticatorCode>[0]) => Promise<boolean>) =>
    Promise.all(Array.from({ length: times }, () => db.$transaction(use, { maxWait: 30_000 })));

  const byApp = await many((tx) => useAuthenticatorCode(tx, user.id, code));
  const given = { id: user.id, username: user.username, code: codes[1] ?? "" };
  const byRecovery = await many((tx) => useRecoveryCode(tx, by(actor), given));

  assert.equal(byApp.filter(Boolean).length, 1);
  assert.equal(byRecovery.filter(Boolean).length, 1);
});
