import assert from "node:assert/strict";
import { test } from "node:test";
import { linkIn } from "../../support/fakes/mail-server.ts";
import { mail, newPassword, requestLink, submitLink } from "../../support/mail-app.ts";

const { makePerson, password } = await import("../../support/data/factories.ts");
const { authenticateCredentials } = await import("../../../src/identity/sign-in/credentials.ts");
const recovery = await import("../../../src/identity/recovery/recovery.ts");
const { accessChanged } = await import("../../../src/platform/db/client.ts");

let networks = 0;
const somewhere = () => ({ address: `10.9.${networks++}.1` });

/** A request by somebody at another address. Returns the path of the link that arrives. */
async function linkFor(email: string, from = somewhere()): Promise<string> {
  await recovery.requestLink(email, from);
  const letter = await mail.next();
  assert.deepEqual(letter.to, [email]);
  return linkIn(letter);
}

test("S9: three requests by a stranger do not keep the owner's own from working", async () => {
  const email = (await makePerson()).user.email ?? "";
  const stranger = somewhere();
  for (let n = 0; n < 3; n += 1) await linkFor(email, stranger);

  const { answer } = await requestLink(email);

  assert.equal(answer.location, "/sign-in");
  assert.equal((await submitLink(linkIn(await mail.next()))).answer.status, 303);
});

test("S9: six requests for one address from a network are too many there, known or not, and not elsewhere", async () => {
  const known = (await makePerson()).user.email ?? "";
  const unknown = "nobody@example.org";
  for (let n = 0; n < 5; n += 1) {
    await requestLink(known);
    await mail.next();
    await requestLink(unknown);
  }

  const refusals = [(await requestLink(known)).answer, (await requestLink(unknown)).answer];

  for (const { status, headers, text } of refusals) {
    assert.equal(status, 429);
    assert.ok(Number(headers.get("retry-after")) > 3_000);
    assert.match(
      text,
      /Too many links were requested from your network\. Try again in 60 minutes\. The newest e-mail has the link that works/,
    );
  }
  assert.equal(mail.received.length, 0);
  await linkFor(known);
});

test("S9: strangers can't flood a mailbox, the newest link works, and the owner still gets one at home", async () => {
  const { user } = await makePerson();
  const email = user.email ?? "";
  const home = somewhere();
  await authenticateCredentials({ username: user.username, secret: password }, home);
  const links = [];
  for (let n = 0; n < 10; n += 1) links.push(await linkFor(email));

  await recovery.requestLink(email, somewhere());
  const fromHome = await linkFor(email, home);

  assert.equal(mail.received.length, 0);
  assert.equal((await submitLink(links.at(-1) ?? "")).answer.status, 404); // the newer one replaced it
  assert.equal((await submitLink(fromHome)).answer.status, 303);
});

test("S9: the newest link that strangers requested sets a password, and then a new one can be requested", async () => {
  const { user } = await makePerson();
  const email = user.email ?? "";
  const links = [];
  for (let n = 0; n < 10; n += 1) links.push(await linkFor(email));
  await recovery.requestLink(email, somewhere());

  const { answer } = await submitLink(links.at(-1) ?? "");

  assert.equal(answer.location, "/sign-in");
  accessChanged();
  assert.ok(
    await authenticateCredentials({ username: user.username, secret: newPassword }, somewhere()),
  );
  await linkFor(email);
});

test("S9: a network may request twenty links an hour", async () => {
  const site = (number: number) => ({ address: `192.0.2.${number}` });
  for (let n = 1; n <= 20; n += 1) await recovery.requestLink(`nobody${n}@example.org`, site(n));

  await assert.rejects(recovery.requestLink("nobody@example.org", site(21)), { name: "TooMany" });
});
