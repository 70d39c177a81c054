import assert from "node:assert/strict";
import { test } from "node:test";
import { readCode } from "../../../src/identity/device-sign-in/codes.ts";
import { db } from "../../../src/platform/db/client.ts";
import { browser, useApp } from "../../support/app.ts";
import { makeUser, password } from "../../support/data/factories.ts";
import { codeNow, withAuthenticator } from "../second-factor/enrolled.ts";
import { signedIn } from "../signed-in.ts";
import { forgetPolls, machineAt } from "./machine.ts";

const app = await useApp();
const machine = machineAt(app);

test("a machine shows a code, a person confirms it, and the machine gets one application token", async () => {
  const { user, it } = await signedIn(app);
  const { status, body, headers } = await machine.ask({ machine: "laptop" });
  assert.equal(status, 200);
  assert.equal(headers.get("cache-control"), "no-store");
  assert.match(String(body.user_code), /^[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}$/);
  assert.equal(
    body.verification_uri_complete,
    `${body.verification_uri}?user_code=${body.user_code}`,
  );
  assert.deepEqual([body.expires_in, body.interval], [600, 5]);
  const waiting = await machine.poll(body.device_code);
  assert.deepEqual([waiting.status, waiting.body.error], [400, "authorization_pending"]);

  const page = await it.get(`/device?user_code=${body.user_code}`);
  assert.match(page.text, /laptop/);
  assert.match(page.text, /127\.0\.0\.1/);
  assert.match(page.text, /Confirm only if you started this on that machine/);
  const confirmed = await it.post("/device/confirmation", {
    user_code: `${body.user_code}`,
    days: "30",
  });
  assert.equal(confirmed.location, `/device?user_code=${body.user_code}`);
  assert.match((await it.get(`${confirmed.location}`)).text, /laptop may sign in/);
  await forgetPolls();
  const { status: collected, body: token } = await machine.poll(body.device_code);

  assert.equal(collected, 200);
  assert.match(String(token.access_token), /^ptk_/);
  assert.equal(token.username, user.username);
  assert.equal(token.scope, "pull push");
  assert.ok(Number(token.expires_in) > 29 * 86_400 && Number(token.expires_in) <= 30 * 86_400);
  const [stored] = await db.applicationToken.findMany({ where: { userId: user.id } });
  assert.deepEqual(
    [stored?.name, stored?.scopes, stored?.actions, stored?.byDevice],
    ["laptop", ["registry"], ["pull", "push"], true],
  );
  assert.match((await it.get(`${confirmed.location}`)).text, /laptop is signed in/);
  assert.match((await it.get("/profile")).text, /from a machine that signed in with a code/);

  await forgetPolls();
  const again = await machine.poll(body.device_code);
  assert.deepEqual([again.status, again.body.error], [400, "invalid_grant"]);
  const entries = await db.activity.findMany({
    where: { actorId: user.id },
    orderBy: { id: "asc" },
  });
  assert.deepEqual(
    entries
      .filter(({ key }) => key !== "user.sign_in")
      .map(({ key, subject, credential }) => [key, subject, credential]),
    [
      ["device_sign_in.confirm", "laptop", "session"],
      ["application_token.create", "laptop", "device_code"],
    ],
  );
});

test("the database has neither code", async () => {
  const { body } = await machine.ask();
  const [{ rows } = { rows: "" }] = await db.$queryRaw<{ rows: string }[]>`
    SELECT string_agg(device_sign_ins::text, ' ') AS rows FROM device_sign_ins`;

  assert.ok(!rows.includes(String(body.device_code)));
  assert.ok(
    !rows.includes(String(body.user_code)) &&
      !rows.includes(String(body.user_code).replace("-", "")),
  );
});

test("codes are accepted however they are typed", async () => {
  const { it } = await signedIn(app);
  const { body } = await machine.ask();
  const letters = String(body.user_code).replace("-", "").toLowerCase();

  for (const typed of [
    letters,
    ` ${letters.slice(0, 3)} ${letters.slice(3)}`,
    letters.toUpperCase(),
  ]) {
    const page = await it.get(`/device?user_code=${encodeURIComponent(typed)}`);
    assert.equal(page.status, 200, typed);
    assert.match(page.text, /Sign in laptop\?/);
  }
  assert.deepEqual(
    [readCode("BCDF-GHJA"), readCode("BCDF"), readCode("BCDFGHJKL")],
    [null, null, null],
  );
});

test("a refused machine stops, and gets nothing", async () => {
  const { user, it } = await signedIn(app);
  const { body } = await machine.ask();
  const { text } = await it.get(`/device?user_code=${body.user_code}`);
  assert.match(text, /action="\/device\/refusal"/);

  const refused = await it.post("/device/refusal", { user_code: `${body.user_code}` });

  assert.match((await it.get(`${refused.location}`)).text, /laptop was refused/);
  const answer = await machine.poll(body.device_code);
  assert.deepEqual([answer.status, answer.body.error], [400, "access_denied"]);
  assert.equal(await db.applicationToken.count({ where: { userId: user.id } }), 0);
  assert.equal(
    await db.activity.count({ where: { key: "device_sign_in.refuse", actorId: user.id } }),
    1,
  );
});

test("a machine that asks too often has to slow down, and waits longer from then on", async () => {
  const { body } = await machine.ask();

  const errors = [];
  for (let n = 0; n < 3; n += 1) errors.push((await machine.poll(body.device_code)).body.error);

  assert.deepEqual(errors, ["authorization_pending", "slow_down", "slow_down"]);
  const { interval } = await db.deviceSignIn.findFirstOrThrow({ orderBy: { id: "desc" } });
  assert.equal(interval, 15);
});

test("a code expires for the machine and on the page", async () => {
  const { it } = await signedIn(app);
  const { body } = await machine.ask();
  await db.deviceSignIn.updateMany({ data: { expiresAt: new Date(Date.now() - 1000) } });

  const answer = await machine.poll(body.device_code);
  const page = await it.get(`/device?user_code=${body.user_code}`);
  const confirmed = await it.post("/device/confirmation", {
    user_code: `${body.user_code}`,
    days: "",
  });

  assert.deepEqual([answer.status, answer.body.error], [400, "expired_token"]);
  assert.deepEqual([page.status, confirmed.status], [422, 422]);
  assert.match(page.text, /No machine waits with this code/);
});

test("a confirmation that the machine does not collect in time gives nothing", async () => {
  const { user, it } = await signedIn(app);
  const { body } = await machine.ask();
  await it.get(`/device?user_code=${body.user_code}`);
  await it.post("/device/confirmation", { user_code: `${body.user_code}`, days: "" });
  await db.deviceSignIn.updateMany({ data: { expiresAt: new Date(Date.now() - 1000) } });

  const answer = await machine.poll(body.device_code);

  assert.equal(answer.body.error, "expired_token");
  assert.equal(await db.applicationToken.count({ where: { userId: user.id } }), 0);
});

test("the code is kept over a sign-in with a second factor", async () => {
  const { user, secret } = await withAuthenticator(app);
  const { body } = await machine.ask();
  const it = browser(app);
  const there = `/device?user_code=${body.user_code}`;

  const first = await it.get(there);
  assert.equal(first.location, `/sign-in?return=${encodeURIComponent(there)}`);
  await it.get(`${first.location}`);
  const second = await it.post("/sign-in", { username: user.username, password, return: there });
  await it.get(`${second.location}`);
  const done = await it.post("/sign-in/second-factor", { code: codeNow(secret), return: there });

  assert.equal(done.location, there);
  assert.match((await it.get(there)).text, /Sign in laptop\?/);
});

test("a confirmation needs a recent sign-in, and keeps the code", async () => {
  const { user, it } = await signedIn(app);
  const { body } = await machine.ask();
  await it.get(`/device?user_code=${body.user_code}`);
  await db.$executeRaw`
    UPDATE sessions SET sess = jsonb_set(sess::jsonb, '{confirmedAt}', '"2026-01-01T00:00:00Z"')::json`;
  const fields = { user_code: `${body.user_code}`, days: "30" };

  const asked = await it.post("/device/confirmation", fields);
  assert.equal(asked.status, 403);
  assert.ok(asked.text.includes(`name="user_code" value="${body.user_code}"`));
  const confirmed = await it.post("/device/confirmation", { ...fields, _password: password });

  assert.equal(confirmed.status, 303);
  const { userId } = await db.deviceSignIn.findFirstOrThrow({ orderBy: { id: "desc" } });
  assert.equal(userId, user.id);
});

test("an account that is disabled or suspended after the confirmation gives no token", async () => {
  for (const suspension of [null, "gone"] as const) {
    const { user, it } = await signedIn(app);
    const { body } = await machine.ask();
    await it.get(`/device?user_code=${body.user_code}`);
    await it.post("/device/confirmation", { user_code: `${body.user_code}`, days: "" });
    await db.user.update({ where: { id: user.id }, data: { disabledAt: new Date(), suspension } });

    const answer = await machine.poll(body.device_code);

    assert.equal(answer.body.error, "access_denied");
    assert.equal(await db.applicationToken.count({ where: { userId: user.id } }), 0);
  }
});

test("machines of one name that collect at the same moment get a token each", async () => {
  const { user, it } = await signedIn(app);
  const confirm = async (form: Record<string, string> = {}) => {
    const { body } = await machine.ask(form);
    await it.get(`/device?user_code=${body.user_code}`);
    await it.post("/device/confirmation", { user_code: `${body.user_code}`, days: "30" });
    return body.device_code;
  };
  const collect = async (codes: unknown[]) => {
    const answers = await Promise.all(codes.map((code) => machine.poll(code)));
    return answers.map(({ body }) => String(body.access_token ?? body.error));
  };

  const tokens = await collect([await confirm(), await confirm(), await confirm()]);
  assert.equal(tokens.filter((it) => it.startsWith("ptk_")).length, 3, tokens.join());
  const names = await db.applicationToken.findMany({ where: { userId: user.id } });
  assert.deepEqual(names.map(({ name }) => name).sort(), ["laptop", "laptop-2", "laptop-3"]);

  const replaces = tokens[0] ?? "";
  const replaced = await collect([await confirm({ replaces }), await confirm({ replaces })]);
  assert.equal(replaced.filter((it) => it.startsWith("ptk_")).length, 2, replaced.join());
});

test("another machine with the same name gets another token; the same machine replaces its own", async () => {
  const { user, it } = await signedIn(app);
  const signIn = async (form: Record<string, string> = {}) => {
    const { body } = await machine.ask(form);
    await it.get(`/device?user_code=${body.user_code}`);
    await it.post("/device/confirmation", { user_code: `${body.user_code}`, days: "30" });
    return String((await machine.poll(body.device_code)).body.access_token);
  };
  const names = async () =>
    (
      await db.applicationToken.findMany({ where: { userId: user.id }, orderBy: { name: "asc" } })
    ).map(({ name }) => name);

  const first = await signIn();
  const second = await signIn();
  assert.deepEqual(await names(), ["laptop", "laptop-2"]);
  await signIn({ replaces: second });
  assert.deepEqual(await names(), ["laptop", "laptop-2"]);

  const other = await makeUser({});
  const where = { userId: user.id, name: "laptop" };
  await db.applicationToken.updateMany({ where, data: { userId: other.id } });
  await signIn({ replaces: first });
  assert.deepEqual(await names(), ["laptop", "laptop-2"]);
  assert.equal(
    await db.applicationToken.count({ where: { userId: other.id } }),
    1,
    "that of somebody else stays",
  );
});

test("somebody with as many tokens as allowed is told before confirming, unless one is replaced", async () => {
  const { user, it } = await signedIn(app);
  await it.get("/profile");
  for (let n = 0; n < 5; n += 1)
    await it.post("/profile/tokens", { name: `token ${n}`, days: "30" });
  const { body } = await machine.ask();
  await it.get(`/device?user_code=${body.user_code}`);

  const refused = await it.post("/device/confirmation", {
    user_code: `${body.user_code}`,
    days: "30",
  });

  assert.equal(refused.status, 422);
  assert.match(refused.text, /already 5 application tokens, the maximum\. Revoke one first/);
  assert.match(refused.text, /Sign in laptop\?/);

  await db.applicationToken.deleteMany({ where: { userId: user.id, name: "token 0" } });
  await it.post("/device/confirmation", { user_code: `${body.user_code}`, days: "30" });
  await it.get("/profile");
  await it.post("/profile/tokens", { name: "quick", days: "30" });
  const late = await machine.poll(body.device_code);
  assert.equal(late.body.error, "access_denied");
  assert.match(String(late.body.error_description), /already 5 application tokens/);
});

test("a machine asks for less, not for more", async () => {
  const { user, it } = await signedIn(app);
  const { body } = await machine.ask({ scope: "pull" });
  const page = await it.get(`/device?user_code=${body.user_code}`);
  await it.post("/device/confirmation", { user_code: `${body.user_code}`, days: "" });
  const { body: token } = await machine.poll(body.device_code);

  assert.match(page.text, /to pull whatever you may pull/);
  assert.deepEqual([token.scope, token.expires_in], ["pull", undefined]);
  const [stored] = await db.applicationToken.findMany({ where: { userId: user.id } });
  assert.deepEqual([stored?.actions, stored?.expiresAt], [["pull"], null]);
  for (const scope of ["delete", "pull admin"]) {
    const refused = await machine.ask({ scope });
    assert.deepEqual([refused.status, refused.body.error], [400, "invalid_scope"]);
  }
});
