import assert from "node:assert/strict";
import { test } from "node:test";
import { linkIn, type Received } from "../../support/fakes/mail-server.ts";
import { app, mail, submitLink } from "../../support/mail-app.ts";

const { signIn } = await import("../../support/app.ts");
const { by, makeUser, unique } = await import("../../support/data/factories.ts");
const { updateProfile, profileOf } = await import("../../../src/identity/people/profile.ts");
const { db } = await import("../../../src/platform/db/client.ts");

/** The next two e-mails, by recipient. */
async function nextTwo(): Promise<Map<string, Received>> {
  const both = [await mail.next(), await mail.next()];
  return new Map(both.map((message) => [message.to[0] ?? "", message]));
}

const wait = /Too many new e-mail addresses .* Try again in 60 minutes/;

test("S9: the sixth new address in an hour is refused at its field, and nobody gets an e-mail", async () => {
  const user = await makeUser();
  const it = await signIn(app, user);
  const wanted = Array.from({ length: 6 }, () => `${unique("many")}@example.org`);
  for (const email of wanted.slice(0, 5)) {
    await it.post("/profile", { displayName: "", email });
    await nextTwo();
  }

  const answer = await it.post("/profile", { displayName: "", email: wanted[5] ?? "" });

  assert.equal(answer.status, 429);
  assert.match(answer.text, wait);
  assert.ok(Number(answer.headers.get("retry-after")) > 3500);
  assert.equal((await profileOf(user)).pendingEmail, wanted[4]);
  assert.equal(await db.email.count({ where: { recipient: wanted[5] ?? "" } }), 0);
});

test("S9: asking again for the same address within a minute sends nothing and says so", async () => {
  const user = await makeUser();
  const email = `${unique("again")}@example.org`;
  const it = await signIn(app, user);
  await it.post("/profile", { displayName: "", email });
  const sent = await nextTwo();

  await it.post("/profile", { displayName: "Kim", email });
  const page = await it.get("/profile");
  const { answer } = await submitLink(linkIn(sent.get(email) ?? assert.fail()), {});

  assert.match(page.text, /It was sent less than a minute ago/);
  assert.equal((await profileOf(user)).displayName, "Kim");
  assert.equal(await db.email.count({ where: { recipient: email } }), 1);
  assert.equal(answer.status, 303);
});

test("S9: asking again for the same address after a minute sends a new link", async () => {
  const user = await makeUser();
  const email = `${unique("later")}@example.org`;
  await updateProfile(by(user), { email });
  await nextTwo();
  const createdAt = new Date(Date.now() - 61_000);
  await db.emailedLink.updateMany({ where: { userId: user.id }, data: { createdAt } });

  const { repeated } = await updateProfile(by(user), { email });

  assert.equal(repeated, false);
  assert.ok((await nextTwo()).has(email));
});

test("S9: of eight new addresses entered at once, five are asked", async () => {
  const user = await makeUser();
  const wanted = Array.from({ length: 8 }, () => `${unique("race")}@example.org`);

  const changes = await Promise.allSettled(
    wanted.map((email) => updateProfile(by(user), { email })),
  );

  assert.equal(changes.filter(({ status }) => status === "fulfilled").length, 5);
  const toOld = { recipient: user.email ?? "" };
  assert.equal(await db.email.count({ where: toOld }), 5);
});
