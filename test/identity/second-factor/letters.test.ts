import assert from "node:assert/strict";
import { test } from "node:test";

const { app, mail, newPassword, receiveLink, submitLink } = await import(
  "../../support/mail-app.ts"
);
const { resetSecondFactorOf } = await import(
  "../../../src/identity/second-factor/command-actions.ts"
);
const { signInWith } = await import("../../support/app.ts");
const { atSecondStep, isSignedIn, withAuthenticator } = await import("./enrolled.ts");

test("the owner gets a letter about every change of second factors", async () => {
  const { user, it, codes } = await withAuthenticator(app);
  const next = async () => {
    const { to, text } = await mail.next();
    assert.deepEqual([to].flat(), [user.email]);
    return text.replaceAll("=\n", ""); // quoted-printable
  };
  assert.match(await next(), /An authenticator app was added to the account/);

  const step = await atSecondStep(app, user);
  await step.it.post("/sign-in/second-factor", { code: codes[0] ?? "" });
  assert.match(await next(), /A recovery code .* was used\. 9 codes are left/s);
  await it.get("/profile/security");
  await it.post("/profile/security/recovery-codes", { confirmed: "1" });
  assert.match(await next(), /has new recovery codes/);
  await it.get("/profile/security");
  await it.post("/profile/security/authenticator/removal", { confirmed: "1" });
  assert.match(await next(), /The authenticator app .* was removed/s);
  assert.equal(mail.received.length, 0);
});

test("the owner learns that somebody knows the password, and of a reset", async () => {
  const { user } = await withAuthenticator(app);
  const next = async () => (await mail.next()).text.replaceAll("=\n", "");
  await next();
  const { it } = await atSecondStep(app, user);
  for (let n = 0; n < 11; n += 1) await it.post("/sign-in/second-factor", { code: "000000" });
  assert.match(await next(), /Somebody who knows the password .* 10 wrong codes/s);

  await resetSecondFactorOf(user.username);

  assert.match(await next(), /All second factors .* were removed/s);
});

test("a new password, set by an e-mailed link, does not remove the second factor", async () => {
  const { user } = await withAuthenticator(app);
  await mail.next();

  await submitLink(await receiveLink(user.email ?? ""));

  const it = await signInWith(app, { username: user.username, password: newPassword });
  assert.equal(await isSignedIn(it), false);
  assert.equal((await it.get("/sign-in/second-factor")).status, 200);
});
