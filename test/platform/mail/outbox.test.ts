import assert from "node:assert/strict";
import { test } from "node:test";
import { fakeMailServer, linkIn, plain } from "../../support/fakes/mail-server.ts";
import { freePort } from "../../support/processes.ts";

// The settings are read at the first import. The mail server is down until a test starts it.
const port = await freePort();
process.env.PORTUS_EMAIL_SMTP_ADDRESS = "127.0.0.1";
process.env.PORTUS_EMAIL_SMTP_PORT = String(port);
const client = await import("../../../src/platform/db/client.ts");
const { emailFailures, pruneEmails, queueEmail } = await import(
  "../../../src/platform/mail/outbox.ts"
);
const { sendNextEmail, startMailer } = await import("../../../src/platform/mail/mailer.ts");
const { issuePasswordLink } = await import("../../../src/identity/recovery/recovery.ts");
const { makeUser, by } = await import("../../support/data/factories.ts");
const { signIn, useApp } = await import("../../support/app.ts");
const app = await useApp();
const admin = await makeUser({ admin: true });

const day = 86_400_000;
const email = (to: string) => ({ to, purpose: "test", subject: "Hello", text: "A secret link.\n" });
const queue = (to: string, lifetime = 3 * day) =>
  client.transaction((tx) =>
    queueEmail(tx, email(to), { expiresAt: new Date(Date.now() + lifetime) }),
  );
const rowOf = (recipient: string) => client.db.email.findFirstOrThrow({ where: { recipient } });
const makeDue = () =>
  client.db.email.updateMany({
    where: { tryAfter: { not: null } },
    data: { tryAfter: new Date() },
  });

async function sendAll(): Promise<void> {
  while ((await sendNextEmail()) > 0);
}

test("R2: an e-mail that meets a mail server that is down is sent once when the server is back", async () => {
  await queue("patient@example.org");
  await sendAll();
  const { attempts, error, sentAt, tryAfter } = await rowOf("patient@example.org");
  const it = await signIn(app, admin);
  const page = await it.get("/admin");
  const server = await fakeMailServer(port);
  await makeDue();
  await sendAll();
  await makeDue();
  await sendAll();

  assert.deepEqual([attempts, sentAt], [1, null]);
  assert.match(error ?? "", /ECONNREFUSED/);
  assert.ok(tryAfter && tryAfter > new Date());
  assert.match(page.text, /1 e-mail could not be sent yet: .*ECONNREFUSED/);
  assert.deepEqual((await server.next()).to, ["patient@example.org"]);
  assert.equal(server.received.length, 0);
  assert.equal((await rowOf("patient@example.org")).error, null);
  await server.close();
});

test("R2: an outage of a day loses no e-mail, and its process may be replaced meanwhile", async () => {
  await queue("outage@example.org");
  let waited = 0;
  while (waited < day) {
    const mailer = startMailer();
    await mailer.stop(); // after one attempt
    const { tryAfter } = await rowOf("outage@example.org");
    assert.ok(tryAfter, `still to be retried after ${waited} ms`);
    waited += tryAfter.getTime() - Date.now();
    await makeDue();
  }
  const server = await fakeMailServer(port);
  await sendAll();

  assert.deepEqual((await server.next()).to, ["outage@example.org"]);
  await server.close();
});

test("R2: a transaction that rolls back sends nothing", async () => {
  const refused = client.transaction(async (tx) => {
    await queueEmail(tx, email("nobody@example.org"), { expiresAt: new Date(Date.now() + day) });
    throw new Error("rolled back");
  });

  await assert.rejects(refused, /rolled back/);
  assert.equal(await client.db.email.count({ where: { recipient: "nobody@example.org" } }), 0);
});

test("R2: replicas that send at the same time send each e-mail once", async () => {
  const server = await fakeMailServer(port);
  const recipients = Array.from({ length: 20 }, (_, number) => `person-${number}@example.org`);
  for (const recipient of recipients) await queue(recipient);

  await Promise.all([sendAll(), sendAll(), sendAll(), sendAll()]);

  const sent = server.received.flatMap(({ to }) => to);
  assert.deepEqual(sent.sort(), recipients.sort());
  await server.close();
});

test("R2: an e-mail whose sender died is sent by another process after the lease, with the same id", async () => {
  const server = await fakeMailServer(port);
  await queue("leased@example.org");
  await client.db.$executeRaw`
    UPDATE emails SET attempts = 1, try_after = now() + interval '5 minutes' WHERE recipient = 'leased@example.org'`;

  const during = await sendNextEmail();
  await makeDue();
  const after = await sendNextEmail();

  assert.deepEqual([during, after], [0, 1]);
  const { id } = await rowOf("leased@example.org");
  assert.match((await server.next()).text, new RegExp(`^Message-ID: <${id}\\.\\d+@portus`, "mi"));
  await server.close();
});

test("R2: the database never holds the text in the clear, and drops it once the e-mail is sent", async () => {
  await queue("sealed@example.org");
  const rows = await client.db.$queryRaw<{ text: string }[]>`
    SELECT row_to_json(emails)::text || encode(sealed_text, 'escape') AS text FROM emails WHERE recipient = 'sealed@example.org'`;
  const server = await fakeMailServer(port);
  await sendAll();

  assert.equal(rows.length, 1);
  assert.doesNotMatch(rows[0]?.text ?? "", /secret link/);
  assert.match(plain(await server.next()), /secret link/);
  assert.equal((await rowOf("sealed@example.org")).sealedText, null);
  await server.close();
});

test("R2: a newer link cancels the e-mail that waits with the older one", async () => {
  const user = await makeUser({ email: "twice@example.org" });
  const older = await issuePasswordLink(by(admin), user.id);
  const newer = await issuePasswordLink(by(admin), user.id);
  const server = await fakeMailServer(port);
  await sendAll();

  const sent = linkIn(await server.next());
  assert.ok(sent.includes(newer.secret) && !sent.includes(older.secret));
  assert.equal(server.received.length, 0);
  await server.close();
});

test("R2: the e-mail of a deleted account's link is not sent", async () => {
  const user = await makeUser({ email: "gone@example.org" });
  await issuePasswordLink(by(admin), user.id);

  await client.db.user.delete({ where: { id: user.id } });

  assert.equal(await client.db.email.count({ where: { recipient: "gone@example.org" } }), 0);
});

test("R2: a refused recipient and an expired e-mail are given up and shown to admins", async () => {
  await queue("expired@example.org", 5_000);
  await sendAll();
  const server = await fakeMailServer(port);
  await queue("refused@example.org");
  await sendAll();

  const refused = await rowOf("refused@example.org");
  const expired = await rowOf("expired@example.org");
  const failures = await emailFailures();
  const { text } = await (await signIn(app, admin)).get("/admin");
  await client.db.$executeRaw`UPDATE emails SET created_at = now() - interval '15 days'`;
  await pruneEmails();

  for (const row of [refused, expired])
    assert.deepEqual([row.tryAfter, row.sealedText, row.sentAt], [null, null, null]);
  assert.deepEqual([failures.waiting, failures.givenUp], [0, 2]);
  assert.match(text, /2 e-mails were given up[^<]*550/);
  assert.equal(await client.db.email.count(), 0);
  await server.close();
});
