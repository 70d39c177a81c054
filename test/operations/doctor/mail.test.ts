import assert from "node:assert/strict";
import { test } from "node:test";
import { fakeMailServer } from "../../support/fakes/mail-server.ts";

let password = "another";
const { port, received } = await fakeMailServer(0, { password: () => password });
// The settings are read at the first import.
process.env.PORTUS_EMAIL_SMTP_ADDRESS = "127.0.0.1";
process.env.PORTUS_EMAIL_SMTP_PORT = String(port);
process.env.PORTUS_EMAIL_SMTP_ENABLE_STARTTLS_AUTO = "false";
process.env.PORTUS_EMAIL_SMTP_USER_NAME = "portus@test.lan";
process.env.PORTUS_EMAIL_SMTP_PASSWORD = "the password of the settings";
process.env.PORTUS_EMAIL_SMTP_AUTHENTICATION = "plain";
const { mailChecks } = await import("../../../src/operations/doctor/instance/mail.ts");
const { runChecks } = await import("../../../src/operations/doctor/run-checks.ts");

test("a mail server that refuses the password is named with the settings to correct, and the right one is fine", async () => {
  const [refused] = await runChecks(mailChecks());

  assert.equal(refused?.ok, false);
  assert.match(refused?.evidence ?? "", new RegExp(`^127\\.0\\.0\\.1:${port}: .*wrong password`));
  assert.deepEqual(refused?.cure.slice(1), [
    "PORTUS_EMAIL_SMTP_ADDRESS=127.0.0.1",
    `PORTUS_EMAIL_SMTP_PORT=${port}`,
    "PORTUS_EMAIL_SMTP_USER_NAME=portus@test.lan",
    "PORTUS_EMAIL_SMTP_PASSWORD=…",
  ]);
  assert.doesNotMatch(JSON.stringify(refused), /password of the settings/);

  password = "the password of the settings";
  const [accepted] = await runChecks(mailChecks());
  assert.equal(accepted?.ok, true);
  assert.match(accepted?.evidence ?? "", /accepts the password of portus@test\.lan/);
  assert.deepEqual(received, []);
});
