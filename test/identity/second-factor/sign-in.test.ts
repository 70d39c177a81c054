import assert from "node:assert/strict";
import { test } from "node:test";
import { codeAt, stepAt } from "../../../src/identity/second-factor/totp.ts";
import { db } from "../../../src/platform/db/client.ts";
import { browser, useApp } from "../../support/app.ts";
import { password } from "../../support/data/factories.ts";
import { signedIn } from "../signed-in.ts";
import { atSecondStep, codeNow, forgetStep, isSignedIn, withAuthenticator } from "./enrolled.ts";

const app = await useApp();

test("an authenticator app is added by a code of it, and completes a sign-in without JavaScript", async () => {
  const { user, secret, added, codes } = await withAuthenticator(app);
  assert.equal(added.status, 201);
  assert.equal(new Set(codes).size, 10);
  for (const code of codes) assert.match(code, /^[0-9a-z]{5}-[0-9a-z]{5}$/);

  const { it, answer } = await atSecondStep(app, user);
  assert.equal(answer.location, "/sign-in/second-factor");
  assert.equal(await isSignedIn(it), false);
  await it.get("/sign-in/second-factor?return=%2Fteams");
  const done = await it.post("/sign-in/second-factor", { code: codeNow(secret), return: "/teams" });

  assert.equal(done.location, "/teams");
  assert.equal(await isSignedIn(it), true);
  const entry = await db.activity.findFirst({
    where: { key: "user.sign_in", actorId: user.id },
    orderBy: { id: "desc" },
  });
  assert.deepEqual(entry?.details, { address: "127.0.0.1", second_factor: "authenticator" });
});

test("an app is not added by a wrong code, and the page keeps its secret", async () => {
  const { it, user } = await signedIn(app);
  const { text } = await it.get("/profile/security/authenticator/new");
  const [key] = /[A-Z2-7]{4}( [A-Z2-7]{4}){7}/.exec(text) ?? [];

  const wrong = await it.post("/profile/security/authenticator", { code: "000000" });
  const none = await it.post("/profile/security/authenticator", { code: "12345" });

  assert.deepEqual([wrong.status, none.status], [422, 422]);
  assert.ok(key && wrong.text.includes(key) && none.text.includes(key));
  assert.equal(await db.authenticator.count({ where: { userId: user.id } }), 0);
});

test("a code counts once, as RFC 6238 demands, and that of the confirmation does not sign in", async () => {
  const { user, secret } = await withAuthenticator(app);
  const code = codeNow(secret);
  const first = await atSecondStep(app, user);
  await first.it.post("/sign-in/second-factor", { code });
  assert.equal(await isSignedIn(first.it), true);

  const second = await atSecondStep(app, user);
  const refused = await second.it.post("/sign-in/second-factor", { code });

  assert.equal(refused.status, 422);
  assert.match(refused.text, /This code is not right, or it was used already/);
  assert.equal(await isSignedIn(second.it), false);
});

test("the code that confirmed an app does not sign in", async () => {
  const { user, it } = await signedIn(app);
  const { text } = await it.get("/profile/security/authenticator/new");
  const { secretIn } = await import("./enrolled.ts");
  const secret = secretIn({ text } as Parameters<typeof secretIn>[0]);
  const code = codeNow(secret);
  await it.post("/profile/security/authenticator", { code });

  const step = await atSecondStep(app, user);
  const refused = await step.it.post("/sign-in/second-factor", { code });
  const next = await step.it.post("/sign-in/second-factor", {
    code: codeAt(secret, stepAt(Date.now()) + 1),
  });

  assert.deepEqual([refused.status, next.status], [422, 303]);
});

test("a recovery code signs in once, however it is typed", async () => {
  const { user, codes } = await withAuthenticator(app);
  const [code = "", other = ""] = codes;
  const typed = ` ${code.replace("-", " ").toUpperCase()} `;

  const first = await atSecondStep(app, user);
  await first.it.post("/sign-in/second-factor", { code: typed });
  assert.equal(await isSignedIn(first.it), true);
  const second = await atSecondStep(app, user);
  assert.equal((await second.it.post("/sign-in/second-factor", { code })).status, 422);
  await second.it.post("/sign-in/second-factor", { code: other });

  assert.equal(await isSignedIn(second.it), true);
  assert.match((await second.it.get("/profile/security")).text, /8 codes are left of 10/);
});

test("the second step belongs to one session, ends after five minutes and with another password", async () => {
  const { user, secret } = await withAuthenticator(app);
  const { it } = await atSecondStep(app, user);
  const stranger = browser(app);
  await stranger.get("/sign-in");

  const stolen = await stranger.post("/sign-in/second-factor", { code: codeNow(secret) });
  assert.equal(stolen.location, "/sign-in");
  assert.equal(await isSignedIn(stranger), false);

  await db.$executeRaw`
    UPDATE sessions SET sess = jsonb_set(sess::jsonb, '{pending,at}', ${`${Date.now() - 301_000}`}::jsonb)::json
    WHERE sess->'pending'->>'user' = ${`${user.id}`}`;
  assert.equal(
    (await it.post("/sign-in/second-factor", { code: codeNow(secret) })).location,
    "/sign-in",
  );

  const again = await atSecondStep(app, user);
  await db.user.update({ where: { id: user.id }, data: { passwordHash: "$argon2id$other" } });
  const late = await again.it.post("/sign-in/second-factor", { code: codeNow(secret) });
  assert.equal(late.location, "/sign-in");
  assert.equal(await isSignedIn(again.it), false);
});

test("the session has another id after each step", async () => {
  const { user, secret } = await withAuthenticator(app);
  const it = browser(app);
  await it.get("/sign-in");
  await it.post("/sign-in/passkey/challenge"); // a session from before
  const ids = [it.cookies.get("portus")];
  await it.post("/sign-in", { username: user.username, password });
  ids.push(it.cookies.get("portus"));
  await it.get("/sign-in/second-factor");
  await it.post("/sign-in/second-factor", { code: codeNow(secret) });
  ids.push(it.cookies.get("portus"));

  assert.equal(new Set(ids.filter(Boolean)).size, 3);
});

test("guesses are limited for the account, however many sessions and addresses make them", async () => {
  const { user, secret, codes } = await withAuthenticator(app);
  const guess = async (code: string) => {
    const { it } = await atSecondStep(app, user);
    return it.post("/sign-in/second-factor", { code });
  };

  const wrong = await Promise.all(Array.from({ length: 14 }, (_, n) => guess(`00000${n % 10}`)));
  const right = await guess(codeNow(secret));

  const statuses = wrong.map(({ status }) => status).sort();
  assert.deepEqual(statuses, [...Array(10).fill(422), ...Array(4).fill(429)]);
  assert.equal(right.status, 429);
  assert.match(right.text, /Too many wrong codes were entered for this account/);
  const noted = { key: "user.failed_second_factor", subject: user.username };
  assert.equal(await db.activity.count({ where: noted }), 10);

  assert.equal((await guess(codes[0] ?? "")).status, 303); // who knows only the password can't lock its owner out
  assert.equal((await guess(codeNow(secret))).status, 303);
});

test("the password alone opens nothing that needs a recent sign-in once there is a second factor", async () => {
  const { user, it, secret, codes } = await withAuthenticator(app);
  await db.$executeRaw`
    UPDATE sessions SET sess = jsonb_set(sess::jsonb, '{confirmedAt}', '"2026-01-01T00:00:00Z"')::json`;
  const fields = { name: "ci", days: "30" };

  const asked = await it.post("/profile/tokens", fields);
  const byPassword = await it.post("/profile/tokens", { ...fields, _password: password });
  assert.deepEqual([asked.status, byPassword.status], [403, 403]);
  assert.match(asked.text, /name="_code"/);
  assert.equal(await db.applicationToken.count({ where: { userId: user.id } }), 0);

  const wrong = await it.post("/profile/tokens", { ...fields, _code: "000000" });
  assert.match(wrong.text, /This code is not right/);
  assert.match(wrong.text, /name="name" value="ci"/);
  const byCode = await it.post("/profile/tokens", { ...fields, _code: codeNow(secret) });
  assert.equal(byCode.status, 201);
  await forgetStep(user);
  assert.equal(codes.length, 10);
});

test("without a factor left, the password alone signs in again and the recovery codes are gone", async () => {
  const { user, it } = await withAuthenticator(app);

  const asked = await it.post("/profile/security/authenticator/removal");
  assert.match(asked.text, /Remove the authenticator app\?/);
  await it.post("/profile/security/authenticator/removal", { confirmed: "1" });

  assert.equal(await db.recoveryCode.count({ where: { userId: user.id } }), 0);
  const { answer } = await atSecondStep(app, user);
  assert.equal(answer.location, "/");
});

test("new recovery codes replace the others", async () => {
  const { user, it, codes } = await withAuthenticator(app);
  await it.get("/profile/security");
  const renewed = await it.post("/profile/security/recovery-codes", { confirmed: "1" });
  assert.equal(renewed.status, 201);

  const step = await atSecondStep(app, user);
  const old = await step.it.post("/sign-in/second-factor", { code: codes[0] ?? "" });

  assert.equal(old.status, 422);
  assert.equal(await db.recoveryCode.count({ where: { userId: user.id } }), 10);
});
