import assert from "node:assert/strict";
import { after, test } from "node:test";
import { fakeMailServer, linkIn, plain } from "../../support/fakes/mail-server.ts";

// The settings are read when they are first imported: the mail server must be there by then.
const mail = await fakeMailServer();
process.env.PORTUS_EMAIL_SMTP_ADDRESS = "127.0.0.1";
process.env.PORTUS_EMAIL_SMTP_PORT = String(mail.port);
process.env.PORTUS_SIGNUP_CONFIRM_EMAIL = "true";
const client = await import("../../../src/platform/db/client.ts");
const { browser, signIn, useApp } = await import("../../support/app.ts");
const { makePerson, makeUser, makeTeam, password, by } = await import(
  "../../support/data/factories.ts"
);
const { warnOfExpiringTokens } = await import("../../../src/identity/tokens/expiring.ts");
const { pruneLinks } = await import("../../../src/identity/email-links/links.ts");
const { disableUser } = await import("../../../src/identity/people/users.ts");
const { listen } = await import("../../../src/platform/db/listen.ts");
const { startMailer } = await import("../../../src/platform/mail/mailer.ts");
const app = await useApp();
const mailer = startMailer();
const channels = await listen(client.databaseUrl, { emails_queued: mailer.wake });
after(async () => {
  await channels.close();
  await mailer.stop();
});
const admin = await makeUser({ admin: true, username: "ada" });
const newPassword = "another good one";

async function ask(email: string) {
  const visitor = browser(app);
  await visitor.get("/forgotten-password");
  return { visitor, answer: await visitor.post("/forgotten-password", { email }) };
}

async function forgotten(email: string): Promise<string> {
  await ask(email);
  return linkIn(await mail.next());
}

async function use(path: string, fields: Record<string, string> = { password: newPassword }) {
  const visitor = browser(app);
  await visitor.get(path);
  const link = new URL(path, app.url).searchParams.get("link") ?? "";
  const answer = await visitor.post(path.split("?")[0] ?? "", { link, ...fields });
  return { visitor, answer };
}

test("a link sets a new password once, and ends every session", async () => {
  const { user } = await makePerson();
  const before = await signIn(app, user);

  await ask(user.email ?? "");
  const letter = await mail.next();
  const path = linkIn(letter);
  assert.deepEqual(letter.to, [user.email]);
  assert.match(plain(letter), /If it was not you, ignore this e-mail/);

  const { answer } = await use(path);
  assert.equal(answer.location, "/sign-in");
  assert.equal((await before.get("/profile")).location, "/sign-in?return=%2Fprofile");
  const visitor = browser(app);
  await visitor.get("/sign-in");
  const fields = { username: user.username, password: newPassword };
  assert.equal((await visitor.post("/sign-in", fields)).status, 303);
  const again = await use(path);
  assert.equal(again.answer.status, 404);
  assert.match(
    again.answer.text,
    /This link was used, has expired, or was replaced by a newer one/,
  );
});

test("an unknown address gets the very answer of a known one, and no letter", async () => {
  const { user } = await makePerson();

  const unknown = await ask("nobody@example.org");
  const known = await ask(user.email ?? "");

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

test("only the hash of a link is kept, and looking at its page does not use it up", async () => {
  const { user } = await makePerson();
  const path = await forgotten(user.email ?? "");
  const secret = new URL(path, app.url).searchParams.get("link") ?? "";

  const rows = await client.db.$queryRaw<{ text: string }[]>`
    SELECT row_to_json(emailed_links)::text AS text FROM emailed_links`;
  const looked = await browser(app).get(path);

  assert.ok(rows.every(({ text }) => !text.includes(secret)));
  assert.equal(looked.status, 200);
  assert.equal(looked.headers.get("cache-control"), "no-store");
  assert.equal((await use(path)).answer.status, 303);
});

test("FIELD 17: two who use a link in the same moment: one password is set", async () => {
  const { user } = await makePerson();
  const path = await forgotten(user.email ?? "");

  const answers = await Promise.all([use(path), use(path)]);

  assert.deepEqual(answers.map(({ answer }) => answer.status).sort(), [303, 404]);
});

test("a link ends after six hours, with a newer one, with another address and with the account", async () => {
  const { user } = await makePerson();
  const where = { userId: user.id };
  const good = async (path: string) => (await browser(app).get(path)).status === 200;

  const first = await forgotten(user.email ?? "");
  const row = await client.db.emailedLink.findFirstOrThrow({ where });
  const hours = (row.expiresAt.getTime() - row.createdAt.getTime()) / 3_600_000;
  const second = await forgotten(user.email ?? "");
  const replaced = [await good(first), await good(second)];
  await client.db.emailedLink.updateMany({ where, data: { expiresAt: new Date() } });
  const ranOut = await good(second);
  const third = await forgotten(user.email ?? "");
  await disableUser(by(admin), user.id);

  assert.equal(Math.round(hours), 6);
  assert.deepEqual(replaced, [false, true]);
  assert.equal(ranOut, false);
  assert.equal(await good(third), false);
});

test("a password that is too short returns the form, and the link stays good", async () => {
  const { user } = await makePerson();
  const path = await forgotten(user.email ?? "");

  const { answer } = await use(path, { password: "short" });

  assert.equal(answer.status, 422);
  assert.match(answer.text, /at least 8 characters/);
  assert.equal((await use(path)).answer.status, 303);
});

test("a person who asks for a link five times gets three e-mails and the same answer each time", async () => {
  const { user } = await makePerson();

  const answers = [];
  for (let time = 0; time < 5; time += 1) {
    answers.push((await ask(user.email ?? "")).answer.status);
    if (time < 3) await mail.next();
  }

  assert.deepEqual(answers, [303, 303, 303, 303, 303]);
  await forgotten((await makePerson()).user.email ?? ""); // whatever was to come before this has come
  assert.equal(mail.received.length, 0);
});

test("who signs up where addresses are confirmed gets in only after opening the link", async () => {
  const visitor = browser(app);
  await visitor.get("/sign-up");
  const form = { username: "newcomer", email: "newcomer@example.org", password };

  const signedUp = await visitor.post("/sign-up", form);
  const letter = await mail.next();
  await visitor.get("/sign-in");
  const credentials = { username: form.username, password };
  const early = await visitor.post("/sign-in", credentials);
  const api = await fetch(`${app.url}/api/v1/users`, {
    headers: { "Portus-Auth": `newcomer:${password}` },
  });
  const { answer } = await use(linkIn(letter), {});
  await visitor.get("/sign-in");
  const late = await visitor.post("/sign-in", credentials);

  assert.equal(signedUp.location, "/sign-in");
  assert.deepEqual(letter.to, ["newcomer@example.org"]);
  assert.equal(early.status, 422);
  assert.equal(api.status, 401);
  assert.equal(answer.location, "/sign-in");
  assert.equal(late.status, 303);
});

test("who never confirmed is sent another link, even after the first has run out and was tidied away", async () => {
  const visitor = browser(app);
  await visitor.get("/sign-up");
  const form = { username: "tardy", email: "tardy@example.org", password };
  await visitor.post("/sign-up", form);
  const first = linkIn(await mail.next());
  await client.db.emailedLink.updateMany({ data: { expiresAt: new Date(0) } });
  await pruneLinks();

  const page = await visitor.get("/forgotten-password");
  const second = await forgotten(form.email);

  assert.match(page.text, /not confirmed yet, we send a link to confirm it/);
  assert.equal((await browser(app).get(first)).status, 404);
  assert.match(second, /^\/confirmation/);
  await use(second, {});
  await visitor.get("/sign-in");
  const credentials = { username: form.username, password };
  assert.equal((await visitor.post("/sign-in", credentials)).status, 303);
});

test("an admin who disables an account shuts it for the link that was sent before as well", async () => {
  const visitor = browser(app);
  await visitor.get("/sign-up");
  await visitor.post("/sign-up", { username: "later", email: "later@example.org", password });
  const path = linkIn(await mail.next());
  const { id } = await client.db.user.findUniqueOrThrow({ where: { username: "later" } });
  await client.db.user.update({ where: { id }, data: { disabledAt: null } });

  await disableUser(by(admin), id);

  assert.equal((await use(path, {})).answer.status, 404);
});

test("an invitation goes to the address of the new account, and sets its first password", async () => {
  const it = await signIn(app, admin);
  await it.get("/admin/users/new");

  const made = await it.post("/admin/users/new", {
    username: "invited",
    email: "invited@example.org",
    password: "",
  });
  const letter = await mail.next();
  const { answer } = await use(linkIn(letter));

  assert.equal(made.status, 303);
  assert.deepEqual(letter.to, ["invited@example.org"]);
  assert.match(plain(letter), /within seven days/);
  assert.equal(answer.status, 303);
});

test("a robot's token that ends within a week is told to its team's owners, once; later ones are not", async () => {
  const owner = await makeUser();
  const team = await makeTeam({ owners: [owner] });
  const robot = await makeUser({ robot: true, robotTeamId: team.id, email: null });
  const token = (name: string, days: number) =>
    client.db.applicationToken.create({
      data: {
        userId: robot.id,
        name,
        hint: "abcd",
        hash: Buffer.from(`${name} of ${robot.username}`),
        expiresAt: new Date(Date.now() + days * 86_400_000),
      },
    });
  await token("deploy", 3);
  await token("far away", 30);

  const told = await warnOfExpiringTokens();
  const again = await warnOfExpiringTokens();

  const letter = await mail.next();
  assert.deepEqual([told, again], [1, 0]);
  assert.deepEqual(letter.to, [owner.email]);
  assert.match(plain(letter), /“deploy” of/);
  assert.doesNotMatch(plain(letter), /far away/);
});
