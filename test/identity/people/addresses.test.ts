import assert from "node:assert/strict";
import { test } from "node:test";
import { linkIn, plain, type Received } from "../../support/fakes/mail-server.ts";
import { admin, app, mail, newPassword, submitLink } from "../../support/mail-app.ts";

const { browser, signIn } = await import("../../support/app.ts");
const { by, makeUser, password, unique } = await import("../../support/data/factories.ts");
const { InvalidLink, makeLink } = await import("../../../src/identity/email-links/links.ts");
const { changePassword, updateProfile, updateUser, profileOf } = await import(
  "../../../src/identity/people/profile.ts"
);
const { findAccount } = await import("../../../src/identity/people/find.ts");
const { confirmNewAddress } = await import("../../../src/identity/recovery/recovery.ts");
const { enableUser } = await import("../../../src/identity/people/users.ts");
const { signUp } = await import("../../../src/tenancy/sign-up/onboarding.ts");
const { db } = await import("../../../src/platform/db/client.ts");

async function addressOf({ id }: { id: number }) {
  return (await db.user.findUniqueOrThrow({ where: { id } })).email;
}

/** The next two e-mails, by recipient. */
async function nextTwo(): Promise<Map<string, Received>> {
  const both = [await mail.next(), await mail.next()];
  return new Map(both.map((message) => [message.to[0] ?? "", message]));
}

test("S7: a new address takes effect when its link is opened, and the old one is notified at once", async () => {
  const user = await makeUser();
  const old = user.email ?? "";
  const wanted = `${unique("new")}@example.org`;
  const it = await signIn(app, user);

  const answer = await it.post("/profile", { displayName: "Kim", email: wanted });
  const before = await addressOf(user);
  const page = await it.get("/profile");
  const emails = await nextTwo();
  const { answer: confirmed } = await submitLink(linkIn(emails.get(wanted) ?? assert.fail()), {});

  assert.equal(answer.status, 303);
  assert.equal(before, old);
  assert.match(page.text, new RegExp(`${wanted} becomes the e-mail address when the link`));
  assert.match(
    plain(emails.get(old) ?? assert.fail()),
    new RegExp(`from this one to\\s+${wanted}`),
  );
  assert.equal(confirmed.status, 303);
  assert.equal(await addressOf(user), wanted);
  assert.equal((await profileOf(user)).pendingEmail, null);
  const { emailConfirmedAt } = await db.user.findUniqueOrThrow({ where: { id: user.id } });
  assert.ok(emailConfirmedAt && emailConfirmedAt > (user.emailConfirmedAt ?? assert.fail()));
});

test("S7: an admin's change of somebody's address is pending, too, and that person is notified", async () => {
  const user = await makeUser();
  const wanted = `${unique("set")}@example.org`;
  const it = await signIn(app, admin);
  await it.get(`/admin/users/${user.id}`);

  await it.post(`/admin/users/${user.id}`, { displayName: "", email: wanted });
  const emails = await nextTwo();

  assert.equal(await addressOf(user), user.email);
  assert.deepEqual([...emails.keys()].sort(), [user.email ?? "", wanted].sort());
});

test("S7: saving the current address cancels a pending one, and its link no longer works", async () => {
  const user = await makeUser();
  const wanted = `${unique("regretted")}@example.org`;
  const it = await signIn(app, user);
  await it.post("/profile", { displayName: "", email: wanted });
  const link = linkIn((await nextTwo()).get(wanted) ?? assert.fail());
  const pending = await it.get("/profile");

  await it.post("/profile", { displayName: "", email: user.email ?? "" });
  const saved = await it.get("/profile");
  const { answer } = await submitLink(link, {});

  assert.match(pending.text, /To cancel that, save the current address/);
  assert.match(saved.text, new RegExp(`The change to ${wanted} is cancelled`));
  assert.doesNotMatch(saved.text, /becomes the e-mail address/);
  assert.equal((await profileOf(user)).pendingEmail, null);
  assert.equal(answer.status, 404);
  assert.equal(await addressOf(user), user.email);
});

test("S7: a display name that is changed alone, or by an admin, cancels no pending address", async () => {
  const user = await makeUser();
  const wanted = `${unique("kept")}@example.org`;
  await updateProfile(by(user), { email: wanted });
  await nextTwo();

  await updateProfile(by(user), { displayName: "Kim" });
  await updateUser(by(admin), user.id, { email: user.email, displayName: "Kim K" });

  assert.equal((await profileOf(user)).pendingEmail, wanted);
});

test("S7: no link for a forgotten password goes to an address that is not confirmed", async () => {
  const user = await makeUser();
  const wanted = `${unique("later")}@example.org`;
  await updateProfile(by(user), { email: wanted });
  await nextTwo();
  const visitor = browser(app);
  await visitor.get("/forgotten-password");

  await visitor.post("/forgotten-password", { email: wanted });
  await visitor.post("/forgotten-password", { email: user.email ?? "" });

  assert.deepEqual((await mail.next()).to, [user.email]);
});

test("S7: opening the link alone changes nothing, and a second use is refused", async () => {
  const user = await makeUser();
  const wanted = `${unique("once")}@example.org`;
  await updateProfile(by(user), { email: wanted });
  const link = linkIn((await nextTwo()).get(wanted) ?? assert.fail());

  const opened = await browser(app).get(link);
  const between = await addressOf(user);
  await submitLink(link, {});
  const again = await submitLink(link, {});

  assert.equal(opened.status, 200);
  assert.equal(between, user.email);
  assert.equal(again.answer.status, 404);
});

test("S7: an address that another account confirms first is not given twice", async () => {
  const [one, two] = [await makeUser(), await makeUser()];
  const wanted = `${unique("both")}@example.org`;
  await updateProfile(by(one), { email: wanted });
  const first = linkIn((await nextTwo()).get(wanted) ?? assert.fail());
  await updateProfile(by(two), { email: wanted });
  const second = linkIn((await nextTwo()).get(wanted) ?? assert.fail());

  await submitLink(first, {});
  const { answer } = await submitLink(second, {});

  assert.equal(answer.status, 422);
  assert.equal(await addressOf(one), wanted);
  assert.equal(await addressOf(two), two.email);
});

test("S13: a person who asks for an address of another account learns nothing, but its owner is notified", async () => {
  const user = await makeUser();
  const owner = await makeUser();
  const it = await signIn(app, user);

  const answer = await it.post("/profile", { displayName: "", email: owner.email ?? "" });
  const emails = await nextTwo();
  const page = await it.get("/profile");

  assert.equal(answer.status, 303);
  assert.match(page.text, new RegExp(`${owner.email} becomes the e-mail address when`));
  assert.match(
    plain(emails.get(owner.email ?? "") ?? assert.fail()),
    /already belongs\s+to your account/,
  );
  assert.equal(await addressOf(user), user.email);
});

test("S13: sign-up answers the same whether or not an account has the address; its owner is notified", async () => {
  const owner = await makeUser();
  const visitor = browser(app);
  await visitor.get("/sign-up");
  const names = [unique("free"), unique("taken")];
  const answers = [];

  for (const [at, username = ""] of names.entries()) {
    const email = at === 0 ? `${username}@example.org` : (owner.email ?? "");
    const answer = await visitor.post("/sign-up", { username, email, password });
    const { text } = await visitor.get("/sign-in");
    answers.push([answer.status, answer.location, text.includes(`Account ${username} created`)]);
  }
  const emails = await nextTwo();

  assert.deepEqual(answers[0], answers[1]);
  assert.deepEqual(answers[0], [303, "/sign-in", true]);
  assert.match(
    plain(emails.get(owner.email ?? "") ?? assert.fail()),
    new RegExp(`account ${names[1]}`),
  );
  const [free, taken] = await Promise.all(
    names.map((username) => db.user.findUniqueOrThrow({ where: { username: username } })),
  );
  assert.equal(taken?.email, null);
  assert.ok(free?.disabledAt && taken?.disabledAt);
});

test("S7: the page of a link names the account that gets the address, which may be a stranger's", async () => {
  const user = await makeUser();
  const wanted = `${unique("named")}@example.org`;
  await updateProfile(by(user), { email: wanted });
  const link = linkIn((await nextTwo()).get(wanted) ?? assert.fail());

  const { text } = await browser(app).get(link);

  assert.match(
    text,
    new RegExp(`<strong>${wanted}</strong> becomes the e-mail address of the account`),
  );
  assert.match(text, new RegExp(`<strong>${user.username}</strong>`));
});

test("S7: an address whose link has expired is no longer pending", async () => {
  const user = await makeUser();
  await updateProfile(by(user), { email: `${unique("old")}@example.org` });
  await nextTwo();
  const expiresAt = new Date(Date.now() - 1000);
  await db.emailedLink.updateMany({ where: { userId: user.id }, data: { expiresAt } });

  assert.equal((await profileOf(user)).pendingEmail, null);
});

test("a link without an address is answered as invalid", async () => {
  const user = await makeUser();
  const { secret } = await db.$transaction((tx) => makeLink(tx, user.id, "address"));

  await assert.rejects(confirmNewAddress(secret, { address: "10.8.0.1" }), InvalidLink);

  assert.equal(await addressOf(user), user.email);
});

test("S13: an admin who gives an account the address that is withheld from it reads whose it is", async () => {
  const email = (await makeUser()).email ?? "";
  const person = await signUp(
    { username: unique("new"), email, password },
    { address: "10.8.0.1" },
  );

  await assert.rejects(
    updateUser(by(admin), person.id, { email, displayName: null }),
    /Another account has this e-mail address/,
  );
});

// The e-mails of these are not awaited, so they come last.

/** Signs up, is enabled by an admin, changes the password and then the address. Returns what the person sees each time. */
async function profilesAfterChanges(email: string, wanted: string) {
  const person = await signUp(
    { username: unique("new"), email, password },
    { address: "10.8.0.1" },
  );
  await enableUser(by(admin), person.id);
  const { id } = person;
  const seen = async () => {
    const { email, pendingEmail } = await profileOf(person);
    return [email, pendingEmail, (await findAccount(person, { id })).email];
  };
  const from = { address: "10.8.0.1", session: "" };

  const atFirst = await seen();
  await changePassword(by(person), { current: password, password: newPassword }, from);
  const afterPassword = await seen();
  await updateProfile(by(person), { email: wanted });
  const afterAddress = await seen();
  await changePassword(by(person), { current: newPassword, password }, from);
  return [atFirst, afterPassword, afterAddress, await seen()];
}

test("S13: an account whose address another has looks the same to its person after every change", async () => {
  const taken = (await makeUser()).email ?? "";
  const free = `${unique("free")}@example.org`;
  const wanted = `${unique("wanted")}@example.org`;

  const withheld = await profilesAfterChanges(taken, wanted);
  const normal = await profilesAfterChanges(free, wanted);

  const kept = [free, null, free];
  assert.deepEqual(normal, [kept, kept, [free, wanted, free], kept]);
  assert.deepEqual(withheld, JSON.parse(JSON.stringify(normal).replaceAll(free, taken)));
});
