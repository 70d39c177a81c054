import assert from "node:assert/strict";
import { test } from "node:test";
import { linkIn } from "../../support/fakes/mail-server.ts";
import { admin, app, mail, receiveLink, requestLink, submitLink } from "../../support/mail-app.ts";
import { until } from "../../support/waiting.ts";

const { browser } = await import("../../support/app.ts");
const { by, password } = await import("../../support/data/factories.ts");
const { pruneLinks } = await import("../../../src/identity/email-links/links.ts");
const { disableUser, disableWithin } = await import("../../../src/identity/people/users.ts");
const { db, transaction } = await import("../../../src/platform/db/client.ts");

test("a new account can sign in only after opening its confirmation link", async () => {
  const visitor = browser(app);
  await visitor.get("/sign-up");
  const form = { username: "newcomer", email: "newcomer@example.org", password };

  const signedUp = await visitor.post("/sign-up", form);
  const email = await mail.next();
  await visitor.get("/sign-in");
  const credentials = { username: form.username, password };
  const early = await visitor.post("/sign-in", credentials);
  const api = await fetch(`${app.url}/api/v1/users`, {
    headers: { "Portus-Auth": `newcomer:${password}` },
  });
  const page = await visitor.get(linkIn(email));
  const { answer } = await submitLink(linkIn(email), {});
  await visitor.get("/sign-in");
  const late = await visitor.post("/sign-in", credentials);

  assert.equal(signedUp.location, "/sign-in");
  assert.deepEqual(email.to, ["newcomer@example.org"]);
  assert.equal(early.status, 422);
  assert.equal(api.status, 401);
  assert.match(page.text, /activate the account <strong>newcomer<\/strong>/);
  assert.equal(answer.location, "/sign-in");
  assert.equal(late.status, 303);
  const { emailConfirmedAt } = await db.user.findUniqueOrThrow({ where: { username: "newcomer" } });
  assert.ok(emailConfirmedAt);
});

test("an unconfirmed account can request another link, even after the first has expired", async () => {
  const visitor = browser(app);
  await visitor.get("/sign-up");
  const form = { username: "tardy", email: "tardy@example.org", password };
  await visitor.post("/sign-up", form);
  const first = linkIn(await mail.next());
  await db.emailedLink.updateMany({ data: { expiresAt: new Date(0) } });
  await pruneLinks();

  const page = await visitor.get("/forgotten-password");
  const second = await receiveLink(form.email);

  assert.match(page.text, /not confirmed yet, we send a link to confirm it/);
  assert.equal((await browser(app).get(first)).status, 404);
  assert.match(second, /^\/confirmation/);
  await submitLink(second, {});
  await visitor.get("/sign-in");
  const credentials = { username: form.username, password };
  assert.equal((await visitor.post("/sign-in", credentials)).status, 303);
});

test("an account that is disabled before it is confirmed can't be confirmed, nor request another link", async () => {
  const visitor = browser(app);
  await visitor.get("/sign-up");
  await visitor.post("/sign-up", { username: "early", email: "early@example.org", password });
  const path = linkIn(await mail.next());
  const { id } = await db.user.findUniqueOrThrow({ where: { username: "early" } });

  await disableUser(by(admin), id);
  await disableUser(by(admin), id);

  assert.equal((await submitLink(path, {})).answer.status, 404);
  await requestLink("early@example.org");
  await receiveLink(admin.email ?? ""); // e-mails arrive in order
  assert.equal(mail.received.length, 0);
  assert.notEqual((await db.user.findUniqueOrThrow({ where: { id } })).disabledAt, null);
  const where = { key: "user.disable", subject: "early" };
  assert.equal(await db.activity.count({ where }), 1);
});

test("a confirmation link is not valid once an admin has disabled the account", async () => {
  const visitor = browser(app);
  await visitor.get("/sign-up");
  await visitor.post("/sign-up", { username: "later", email: "later@example.org", password });
  const path = linkIn(await mail.next());
  const { id } = await db.user.findUniqueOrThrow({ where: { username: "later" } });
  await db.user.update({ where: { id }, data: { disabledAt: null } });

  await disableUser(by(admin), id);

  assert.equal((await submitLink(path, {})).answer.status, 404);
});

test("FIELD 17: a link requested while the account is being disabled is not sent", async () => {
  const visitor = browser(app);
  await visitor.get("/sign-up");
  await visitor.post("/sign-up", { username: "racing", email: "racing@example.org", password });
  await mail.next();
  const { id } = await db.user.findUniqueOrThrow({ where: { username: "racing" } });

  await transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM users WHERE id = ${id} FOR UPDATE`;
    await disableWithin(tx, by(admin), await tx.user.findUniqueOrThrow({ where: { id } }));
    await requestLink("racing@example.org");
    await until(someoneWaitsForALock, "the request for a link waits");
  }, 60_000);
  await receiveLink(admin.email ?? ""); // e-mails arrive in order

  assert.equal(mail.received.length, 0);
  assert.equal(await db.emailedLink.count({ where: { userId: id } }), 0);
});

async function someoneWaitsForALock(): Promise<boolean> {
  const waiting = await db.$queryRaw<unknown[]>`
    SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
      AND query ~ 'emailed_links|users'`;
  return waiting.length > 0;
}
