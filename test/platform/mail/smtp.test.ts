import assert from "node:assert/strict";
import { test } from "node:test";
import { fakeMailServer, plain } from "../../support/fakes/mail-server.ts";

const server = await fakeMailServer();
process.env.PORTUS_EMAIL_SMTP_ADDRESS = "127.0.0.1";
process.env.PORTUS_EMAIL_SMTP_PORT = String(server.port);
process.env.PORTUS_EMAIL_REPLY_TO = "admins@example.org";
process.env.PORTUS_EMAIL_SMTP_USER_NAME = "";
const { sendMessage } = await import("../../../src/platform/mail/smtp.ts");

test("an e-mail is plain text from this Portus, with the address that replies go to", async () => {
  await sendMessage({
    to: "kim@example.org",
    subject: "Grüße",
    text: "One paragraph, “quoted”.\n",
  });

  const email = await server.next();
  assert.deepEqual(email.to, ["kim@example.org"]);
  assert.match(email.text, /^From: Portus <portus@portus\.test\.lan>$/m);
  assert.match(email.text, /^Reply-To: admins@example\.org$/m);
  assert.match(email.text, /^Content-Type: text\/plain; charset=utf-8$/m);
  assert.equal(plain(email).trim(), "One paragraph, “quoted”.");
});

test("what is typed as an address or a subject adds no header and no recipient", async () => {
  await sendMessage({
    to: "kim@example.org",
    subject: "Hello\r\nBcc: spy@example.org",
    text: "x\n",
  });

  const email = await server.next();
  assert.deepEqual(email.to, ["kim@example.org"]);
  assert.doesNotMatch(email.text, /^Bcc:/m);
});
