import assert from "node:assert/strict";
import { test } from "node:test";
import { linkIn, plain } from "../../support/fakes/mail-server.ts";
import {
  admin,
  app,
  mail,
  newPassword,
  receiveLink,
  requestLink,
  submitLink,
} from "../../support/mail-app.ts";

const { browser, signIn } = await import("../../support/app.ts");
const { by, makePerson } = await import("../../support/data/factories.ts");
const { updateProfile } = await import("../../../src/identity/people/profile.ts");
const { disableUser } = await import("../../../src/identity/people/users.ts");
const { db } = await import("../../../src/platform/db/client.ts");

test("a link sets a new password once, and ends every session", async () => {
  const { user } = await makePerson();
  const before = await signIn(app, user);

  await requestLink(user.email ?? "");
  const email = await mail.next();
  const path = linkIn(email);
  assert.deepEqual(email.to, [user.email]);
  assert.match(plain(email), /If it was not you, ignore this e-mail/);

  const { answer } = await submitLink(path);
  assert.equal(answer.location, "/sign-in");
  assert.equal((await before.get("/profile")).location, "/sign-in?return=%2Fprofile");
  const visitor = browser(app);
  await visitor.get("/sign-in");
  const fields = { username: user.username, password: newPassword };
  assert.equal((await visitor.post("/sign-in", fields)).status, 303);
  const again = await submitLink(path);
  assert.equal(again.answer.status, 404);
  assert.match(
    again.answer.text,
    /This link was used, has expired, or was replaced by a newer one/,
  );
});

test("who signs in with a provider alone gets no link, which would give them a password for good", async () => {
  const { makeProvider } = await import("../../support/data/providers.ts");
  const { user } = await makePerson({ passwordHash: null });
  const { user: other } = await makePerson();
  const { id: providerId } = await makeProvider();
  const identity = { providerId, subject: "s", userId: user.id, label: "l" };
  await db.externalIdentity.create({ data: identity });

  await requestLink(user.email ?? "");
  await requestLink(other.email ?? "");

  assert.deepEqual((await mail.next()).to, [other.email]);
});

test("an unknown address gets the same answer as a known one, and no e-mail", async () => {
  const { user } = await makePerson();

  const unknown = await requestLink("nobody@example.org");
  const known = await requestLink(user.email ?? "");

  assert.deepEqual(
    [unknown.answer.status, unknown.answer.location],
    [known.answer.status, known.answer.location],
  );
  const pages = await Promise.all([unknown, known].map(({ visitor }) => visitor.get("/sign-in")));
  const [one, other] = pages.map(({ text }) => text.replace(/value="[^"]*"/g, ""));
  assert.equal(one, other);
  assert.deepEqual((await mail.next()).to, [user.email]);
  assert.equal(mail.received.length, 0);
});

test("only the hash of a link is stored, and opening its page does not use it up", async () => {
  const { user } = await makePerson();
  const path = await receiveLink(user.email ?? "");
  const secret = new URL(path, app.url).searchParams.get("link") ?? "";

  const rows = await db.$queryRaw<{ text: string }[]>`
    SELECT row_to_json(emailed_links)::text AS text FROM emailed_links`;
  const opened = await browser(app).get(path);

  assert.ok(rows.every(({ text }) => !text.includes(secret)));
  assert.equal(opened.status, 200);
  assert.equal(opened.headers.get("cache-control"), "no-store");
  assert.equal((await submitLink(path)).answer.status, 303);
});

test("FIELD 17: if a link is used twice at the same moment, one password is set", async () => {
  const { user } = await makePerson();
  const path = await receiveLink(user.email ?? "");

  const answers = await Promise.all([submitLink(path), submitLink(path)]);

  assert.deepEqual(answers.map(({ answer }) => answer.status).sort(), [303, 404]);
});

test("a link is valid for six hours, until a newer one is requested or the account is disabled", async () => {
  const { user } = await makePerson();
  const where = { userId: user.id };
  const isValid = async (path: string) => (await browser(app).get(path)).status === 200;

  const first = await receiveLink(user.email ?? "");
  const row = await db.emailedLink.findFirstOrThrow({ where });
  const hours = (row.expiresAt.getTime() - row.createdAt.getTime()) / 3_600_000;
  const second = await receiveLink(user.email ?? "");
  const replaced = [await isValid(first), await isValid(second)];
  await db.emailedLink.updateMany({ where, data: { expiresAt: new Date() } });
  const expired = await isValid(second);
  const third = await receiveLink(user.email ?? "");
  await disableUser(by(admin), user.id);

  assert.equal(Math.round(hours), 6);
  assert.deepEqual(replaced, [false, true]);
  assert.equal(expired, false);
  assert.equal(await isValid(third), false);
});

test("a link is not valid once the person has changed their e-mail address", async () => {
  const { user } = await makePerson();
  const path = await receiveLink(user.email ?? "");

  await updateProfile(by(user), { email: `new-${user.email}` });
  await Promise.all([mail.next(), mail.next()]); // to the old and to the new address

  assert.equal((await submitLink(path)).answer.status, 404);
});

test("a password that is too short returns the form, and the link stays good", async () => {
  const { user } = await makePerson();
  const path = await receiveLink(user.email ?? "");

  const { answer } = await submitLink(path, { password: "short" });

  assert.equal(answer.status, 422);
  assert.match(answer.text, /at least 8 characters/);
  assert.equal((await submitLink(path)).answer.status, 303);
});

test("an invitation is sent to the address of the new account, and its link sets the first password", async () => {
  const it = await signIn(app, admin);
  await it.get("/admin/users/new");

  const made = await it.post("/admin/users/new", {
    username: "invited",
    email: "invited@example.org",
    password: "",
  });
  const email = await mail.next();
  const { answer } = await submitLink(linkIn(email));

  assert.equal(made.status, 303);
  assert.deepEqual(email.to, ["invited@example.org"]);
  assert.match(plain(email), /within seven days/);
  assert.equal(answer.status, 303);
});

test("a link that a visitor requests is recorded, with the address of the visitor and without a name", async () => {
  const { user } = await makePerson();

  await receiveLink(user.email ?? "");

  const where = { key: "user.request_link", subject: user.username };
  const entry = await db.activity.findFirstOrThrow({ where });
  assert.deepEqual([entry.actorId, entry.actorName, entry.credential], [null, "", "none"]);
  assert.match(entry.address ?? "", /127\.0\.0\.1/);
});
