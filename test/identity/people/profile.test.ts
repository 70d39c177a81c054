import assert from "node:assert/strict";
import { test } from "node:test";
import { changePassword } from "../../../src/identity/people/profile.ts";
import { endSession } from "../../../src/identity/sign-in/sessions.ts";
import {
  issueRefreshToken,
  listRefreshTokens,
} from "../../../src/identity/tokens/refresh-tokens.ts";
import { listTokens } from "../../../src/identity/tokens/tokens.ts";
import { db } from "../../../src/platform/db/client.ts";
import { signIn, useApp } from "../../support/app.ts";
import { by, makeUser, password } from "../../support/data/factories.ts";
import { signedIn } from "../signed-in.ts";

const app = await useApp();
await makeUser(); // there is somebody: nothing leads to the first sign-up

test("the profile shows and keeps a name and an e-mail address", async () => {
  const { user, it } = await signedIn(app);

  const answer = await it.post("/profile", { displayName: "Kim <b>", email: "Kim@Example.org" });

  assert.equal(answer.status, 303);
  const { text } = await it.get("/profile");
  assert.match(text, /value="Kim &lt;b&gt;"/);
  const kept = await db.user.findUniqueOrThrow({ where: { id: user.id } });
  assert.deepEqual([kept.displayName, kept.email], ["Kim <b>", "kim@example.org"]);
  assert.equal(kept.emailConfirmedAt, null); // only its person says so
});

test("a bad or taken e-mail address comes back with the form", async () => {
  const { it } = await signedIn(app);
  const other = await makeUser();

  const bad = await it.post("/profile", { displayName: "Kim", email: "nonsense" });
  assert.equal(bad.status, 422);
  assert.match(bad.text, /value="nonsense"/);
  assert.match(bad.text, /such as kim@example.org/);

  const taken = await it.post("/profile", { displayName: "Kim", email: other.email ?? "" });
  assert.equal(taken.status, 422);
  assert.match(taken.text, /Another account has this e-mail address/);
});

test("CVE-2019-19023: a profile form that sends more than its fields is refused whole", async () => {
  const { user, it } = await signedIn(app);

  const answer = await it.post("/profile", { email: "x.y@example.org", admin: "true", id: "1" });

  assert.equal(answer.status, 422);
  const kept = await db.user.findUniqueOrThrow({ where: { id: user.id } });
  assert.deepEqual([kept.admin, kept.email], [false, user.email]);
});

test("a changed password ends all other sessions and signed-in clients, and not this one", async () => {
  const { user, actor, it } = await signedIn(app);
  const elsewhere = await signIn(app, user);
  await issueRefreshToken(actor, { service: "r", clientId: "docker", address: null });

  const answer = await it.post("/profile/password", {
    current: password,
    password: "a new password",
  });

  assert.equal(answer.status, 303);
  assert.equal((await it.get("/profile")).status, 200);
  assert.match((await elsewhere.get("/profile")).location ?? "", /sign-in/);
  assert.deepEqual(await listRefreshTokens(actor), []);
});

test("changing a password takes the current one and a new one that is long enough", async () => {
  const { user, it } = await signedIn(app);

  const wrong = await it.post("/profile/password", {
    current: "wrong",
    password: "a new password",
  });
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /not your current password/);

  const short = await it.post("/profile/password", { current: password, password: "short" });
  assert.equal(short.status, 422);
  assert.match(short.text, /at least 8 characters/);
  assert.equal((await it.get("/profile")).text.includes("a new password"), false);
  await signIn(app, user); // still the former one
});

test("S7: of four changes of a password at once one wins, since the others no longer know the current one", async () => {
  const user = await makeUser();
  const from = { address: "10.8.0.2", session: "" };

  const changes = await Promise.allSettled(
    ["first", "second", "third", "fourth"].map((name) =>
      changePassword(by(user), { current: password, password: `the ${name} new one` }, from),
    ),
  );

  const refused = changes.flatMap((it) => (it.status === "rejected" ? [String(it.reason)] : []));
  assert.deepEqual(refused, Array(3).fill("Invalid: This is not your current password."));
});

test("an application token is shown once, with the line for docker login", async () => {
  const { actor, it } = await signedIn(app);

  const made = await it.post("/profile/tokens", { name: "build server", days: "90" });

  assert.equal(made.status, 201);
  assert.equal(made.headers.get("cache-control"), "no-store");
  const [secret = "none", ...others] = made.text.match(/ptk_\w+/g) ?? [];
  assert.deepEqual(others, [secret], "once to copy, once in the file for Kubernetes");
  const login = `docker login --username ${actor.username} --password-stdin registry.test.lan:5000`;
  assert.ok(made.text.includes(login));
  const { text } = await it.get("/profile");
  assert.equal(text.includes(secret), false);
  assert.match(text, /build server/);
  const again = await it.post("/profile/tokens", { name: "build server", days: "90" });
  assert.equal(again.status, 422);
  assert.doesNotMatch(again.text, /ptk_/);
});

for (const [what, fields, message] of [
  ["without a name", { name: " ", days: "" }, /Give the token a name/],
  ["with a taken name", { name: "ci", days: "" }, /Another of your/],
  ["with an odd lifetime", { name: "x", days: "9" }, /listed lifetimes/],
] as const)
  test(`a token ${what} comes back with the form`, async () => {
    const { it } = await signedIn(app);
    await it.post("/profile/tokens", { name: "ci", days: "" });

    const { text } = await it.post("/profile/tokens", fields);

    assert.match(text, message);
  });

test("revoking a token asks for confirmation", async () => {
  const { actor, it, path } = await withToken();

  const { text } = await it.post(path);

  assert.match(text, /Revoke this application token\?/);
  assert.equal((await listTokens(actor, actor.id)).length, 1);
});

test("a confirmed revocation ends the token", async () => {
  const { actor, it, path } = await withToken();

  const { status } = await it.post(path, { confirmed: "1" });

  assert.equal(status, 303);
  assert.deepEqual(await listTokens(actor, actor.id), []);
});

test("people revoke only their own tokens", async () => {
  const { actor, path } = await withToken();
  const stranger = await signedIn(app);

  const { status } = await stranger.it.post(path, { confirmed: "1" });

  assert.equal(status, 404);
  assert.equal((await listTokens(actor, actor.id)).length, 1);
});

/** A signed-in person with an application token, and the path that revokes it. */
async function withToken() {
  const { actor, it } = await signedIn(app);
  await it.post("/profile/tokens", { name: "ci", days: "30" });
  const [token] = await listTokens(actor, actor.id);
  return { actor, it, path: `/profile/tokens/${token?.id}/revocation` };
}

test("the profile lists signed-in clients, and ends each of them for its person only", async () => {
  const { actor, it } = await signedIn(app);
  await issueRefreshToken(actor, { service: "r:5000", clientId: "docker", address: "192.0.2.9" });
  const { text } = await it.get("/profile");
  const path = /\/profile\/clients\/\d+\/revocation/.exec(text)?.[0] ?? "";
  const stranger = await signedIn(app);

  const refused = await stranger.it.post(path);
  const ended = await it.post(path);

  assert.match(text, /192\.0\.2\.9/);
  assert.deepEqual([refused.status, ended.status], [404, 303]);
  assert.deepEqual(await listRefreshTokens(actor), []);
});

test("the profile lists browser sessions and ends each of them; their ids open nothing", async () => {
  const { user, it } = await signedIn(app);
  const elsewhere = await signIn(app, user);
  const { text } = await it.get("/profile");
  const sid =
    decodeURIComponent(elsewhere.cookies.get("portus") ?? "")
      .slice(2)
      .split(".")[0] ?? "";
  assert.ok(sid.length > 20);
  assert.equal(text.includes(sid), false);
  const path = /\/profile\/sessions\/\w+\/revocation/.exec(text)?.[0] ?? "";

  assert.equal((await (await signedIn(app)).it.post(path)).status, 404);
  assert.equal((await it.post(path)).status, 303);

  assert.match((await elsewhere.get("/profile")).location ?? "", /sign-in/);
  assert.equal((await it.get("/profile")).status, 200);
  const where = { key: "session.destroy", actorId: user.id };
  const entry = await db.activity.findFirstOrThrow({ where });
  assert.deepEqual([entry.credential, entry.address !== null], ["session", true]);
});

test("of two requests that end one browser session at once, one records it", async () => {
  const { user, actor, it } = await signedIn(app);
  await signIn(app, user);
  const ended = /\/profile\/sessions\/(\w+)\/revocation/.exec((await it.get("/profile")).text)?.[1];
  assert.ok(ended);

  const outcomes = await Promise.allSettled([
    endSession(by(actor), ended),
    endSession(by(actor), ended),
    endSession(by(actor), ended),
  ]);

  assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 1);
  const where = { key: "session.destroy", actorId: user.id };
  assert.equal(await db.activity.count({ where }), 1);
});

test("impossible ids are answered with 404", async () => {
  const { it } = await signedIn(app);
  for (const id of ["0", "-1", "x", "99999999999999", "1.5"]) {
    assert.equal(
      (await it.post(`/profile/tokens/${id}/revocation`, { confirmed: "1" })).status,
      404,
    );
    assert.equal((await it.post(`/profile/clients/${id}/revocation`)).status, 404);
  }
});
