import assert from "node:assert/strict";
import { test } from "node:test";
import { issueRefreshToken, listClients } from "../../src/accounts/clients.ts";
import { listTokens } from "../../src/accounts/tokens.ts";
import { db } from "../../src/db/client.ts";
import { browser, signIn, useApp } from "../support/app.ts";
import { actorOf, makeUser, password } from "../support/factories.ts";

const app = await useApp();
await makeUser(); // there is somebody: nothing leads to the first sign-up

async function signedIn(given: Parameters<typeof makeUser>[0] = {}) {
  const user = await makeUser(given);
  return { user, actor: actorOf(user), it: await signIn(app, user) };
}

const anAdmin = await signedIn({ admin: true });

test("signing in leads to the page that was asked for", async () => {
  const { username } = await makeUser();
  const it = browser(app);
  const asked = await it.get("/profile");
  assert.equal(asked.location, "/sign-in?return=%2Fprofile");

  await it.get("/sign-in?return=%2Fprofile");
  const answer = await it.post("/sign-in", { username, password, return: "/profile" });

  assert.equal(answer.status, 303);
  assert.equal(answer.location, "/profile");
  assert.match((await it.get("/profile")).text, new RegExp(`signed in as ${username}`));
});

test("CVE-2024-22244: signing in leads to no other site", async () => {
  for (const target of ["//evil.example", "https://evil.example", "/\\evil.example"]) {
    const it = browser(app);
    await it.get("/sign-in");
    const { username } = await makeUser();
    const answer = await it.post("/sign-in", { username, password, return: target });
    assert.equal(answer.location, "/", target);
  }
});

test("an unknown user, a wrong password and a disabled account get the same answer", async () => {
  const known = await makeUser();
  const disabled = await makeUser({ disabledAt: new Date() });
  const tries = [
    { username: "not-there", password },
    { username: known.username, password: "wrong" },
    { username: disabled.username, password },
    { username: known.username, password: "" },
  ];

  const pages = [];
  for (const fields of tries) {
    const it = browser(app);
    await it.get("/sign-in");
    const { status, text } = await it.post("/sign-in", fields);
    pages.push([
      status,
      text.replaceAll(fields.username, "NAME").replace(/_csrf" value="[^"]+/g, ""),
    ]);
  }

  for (const page of pages) assert.deepEqual(page, pages[0]);
  assert.equal(pages[0]?.[0], 422);
});

test("an application token, a robot and fields that are no text don't sign in", async () => {
  const { actor, it } = await signedIn();
  const made = await it.post("/profile/tokens", { name: "ci", days: "30" });
  const secret = /ptk_\w+/.exec(made.text)?.[0] ?? "";
  const robot = await makeUser({ robot: true });
  const other = browser(app);
  await other.get("/sign-in");

  for (const fields of [
    { username: actor.username, password: secret },
    { username: robot.username, password },
    { "username[$ne]": "x", "password[$ne]": "x" },
  ])
    assert.equal((await other.post("/sign-in", fields)).status, 422);
});

test("the session of a sign-in is a new one: one that was planted before stays without rights", async () => {
  const { user, it } = await signedIn();
  const planted = it.cookies.get("portus") ?? "";
  const victim = browser(app);
  victim.cookies.set("portus", planted);
  await victim.get("/sign-in");

  await it.get("/profile");
  await it.post("/sign-out");
  await victim.get("/sign-in");
  const answer = await victim.post("/sign-in", { username: user.username, password });

  assert.equal(answer.status, 303);
  assert.notEqual(victim.cookies.get("portus"), planted);
  const attacker = browser(app);
  attacker.cookies.set("portus", planted);
  assert.match((await attacker.get("/profile")).location ?? "", /sign-in/);
});

test("signing out ends the session for everyone who has its cookie", async () => {
  const { it } = await signedIn();
  const copy = browser(app);
  copy.cookies.set("portus", it.cookies.get("portus") ?? "");
  assert.equal((await copy.get("/profile")).status, 200);

  const answer = await it.post("/sign-out");

  assert.equal(answer.status, 303);
  assert.match((await copy.get("/profile")).location ?? "", /sign-in/);
});

test("the session cookie is out of reach of scripts and other sites", async () => {
  const { username } = await makeUser();
  const it = browser(app);
  await it.get("/sign-in");

  const answer = await it.post("/sign-in", { username, password });

  const line = answer.headers.getSetCookie().find((text) => text.startsWith("portus=")) ?? "";
  assert.match(line, /; HttpOnly/);
  assert.match(line, /; SameSite=Lax/);
  assert.match(line, /; Path=\//);
});

test("too many wrong passwords are answered with 429 and when to try again", async () => {
  const { username } = await makeUser();
  const it = browser(app);
  await it.get("/sign-in");
  for (let n = 0; n < 10; n += 1) await it.post("/sign-in", { username, password: `guess ${n}` });

  const answer = await it.post("/sign-in", { username, password });

  assert.equal(answer.status, 429);
  assert.ok(Number(answer.headers.get("retry-after")) > 500);
  assert.match(answer.text, /Try again in \d+ seconds/);
});

test("the profile shows and keeps a name and an e-mail address", async () => {
  const { user, it } = await signedIn();

  const answer = await it.post("/profile", { displayName: "Kim <b>", email: "Kim@Example.org" });

  assert.equal(answer.status, 303);
  const { text } = await it.get("/profile");
  assert.match(text, /value="Kim &lt;b&gt;"/);
  const kept = await db.user.findUniqueOrThrow({ where: { id: user.id } });
  assert.deepEqual([kept.displayName, kept.email], ["Kim <b>", "kim@example.org"]);
});

test("a bad or taken e-mail address comes back with the form", async () => {
  const { it } = await signedIn();
  const other = await makeUser();

  const bad = await it.post("/profile", { displayName: "Kim", email: "nonsense" });
  assert.equal(bad.status, 422);
  assert.match(bad.text, /value="nonsense"/);
  assert.match(bad.text, /such as kim@example.org/);

  const taken = await it.post("/profile", { displayName: "Kim", email: other.email ?? "" });
  assert.equal(taken.status, 422);
  assert.match(taken.text, /Another account has this e-mail address/);
});

test("CVE-2019-19023: what a profile form sends beyond its fields is left behind", async () => {
  const { user, it } = await signedIn();

  await it.post("/profile", { email: "x.y@example.org", admin: "true", id: "1", username: "root" });

  const kept = await db.user.findUniqueOrThrow({ where: { id: user.id } });
  assert.deepEqual(
    [kept.admin, kept.username, kept.email],
    [false, user.username, "x.y@example.org"],
  );
});

test("a changed password ends all other sessions and signed-in clients, and not this one", async () => {
  const { user, actor, it } = await signedIn();
  const elsewhere = await signIn(app, user);
  await issueRefreshToken(actor, { service: "r", clientId: "docker", address: null });

  const answer = await it.post("/profile/password", {
    current: password,
    password: "a new password",
  });

  assert.equal(answer.status, 303);
  assert.equal((await it.get("/profile")).status, 200);
  assert.match((await elsewhere.get("/profile")).location ?? "", /sign-in/);
  assert.deepEqual(await listClients(actor), []);
});

test("a password is changed only by who knows the current one, to one that is long enough", async () => {
  const { user, it } = await signedIn();

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

test("an application token is shown once, with the line for docker login", async () => {
  const { actor, it } = await signedIn();

  const made = await it.post("/profile/tokens", { name: "build server", days: "90" });

  assert.equal(made.status, 201);
  assert.equal(made.headers.get("cache-control"), "no-store");
  const secret = /ptk_\w+/.exec(made.text)?.[0] ?? "none";
  assert.match(made.text, new RegExp(`docker login registry.test.lan:5000 -u ${actor.username}`));
  const { text } = await it.get("/profile");
  assert.equal(text.includes(secret), false);
  assert.match(text, /build server/);
});

test("a token without a name, with a taken one or an odd lifetime comes back with the form", async () => {
  const { it } = await signedIn();
  await it.post("/profile/tokens", { name: "ci", days: "" });

  assert.match(
    (await it.post("/profile/tokens", { name: " ", days: "" })).text,
    /Give the token a name/,
  );
  assert.match(
    (await it.post("/profile/tokens", { name: "ci", days: "" })).text,
    /Another of your/,
  );
  assert.match(
    (await it.post("/profile/tokens", { name: "x", days: "9" })).text,
    /listed lifetimes/,
  );
});

test("revoking a token asks first, and then does it; nobody revokes somebody else's", async () => {
  const { actor, it } = await signedIn();
  await it.post("/profile/tokens", { name: "ci", days: "30" });
  const [token] = await listTokens(actor, actor.id);
  const path = `/profile/tokens/${token?.id}/revocation`;
  const stranger = await signedIn();

  assert.match((await it.post(path)).text, /Revoke this application token\?/);
  assert.equal((await stranger.it.post(path, { confirmed: "1" })).status, 404);
  assert.equal((await listTokens(actor, actor.id)).length, 1);

  assert.equal((await it.post(path, { confirmed: "1" })).status, 303);
  assert.deepEqual(await listTokens(actor, actor.id), []);
});

test("the profile lists signed-in clients and ends each of them", async () => {
  const { actor, it } = await signedIn();
  await issueRefreshToken(actor, { service: "r:5000", clientId: "docker", address: "192.0.2.9" });
  const { text } = await it.get("/profile");
  assert.match(text, /192\.0\.2\.9/);
  const path = /\/profile\/clients\/\d+\/revocation/.exec(text)?.[0] ?? "";

  assert.equal((await (await signedIn()).it.post(path)).status, 404);
  assert.equal((await it.post(path)).status, 303);

  assert.deepEqual(await listClients(actor), []);
});

test("the profile lists browser sessions and ends each of them; their ids open nothing", async () => {
  const { user, it } = await signedIn();
  const elsewhere = await signIn(app, user);
  const { text } = await it.get("/profile");
  const sid =
    decodeURIComponent(elsewhere.cookies.get("portus") ?? "")
      .slice(2)
      .split(".")[0] ?? "";
  assert.ok(sid.length > 20);
  assert.equal(text.includes(sid), false);
  const path = /\/profile\/sessions\/\w+\/revocation/.exec(text)?.[0] ?? "";

  assert.equal((await (await signedIn()).it.post(path)).status, 404);
  assert.equal((await it.post(path)).status, 303);

  assert.match((await elsewhere.get("/profile")).location ?? "", /sign-in/);
  assert.equal((await it.get("/profile")).status, 200);
});

test("ids that can't be are answered with 404", async () => {
  const { it } = await signedIn();
  for (const id of ["0", "-1", "x", "99999999999999", "1.5"]) {
    assert.equal(
      (await it.post(`/profile/tokens/${id}/revocation`, { confirmed: "1" })).status,
      404,
    );
    assert.equal((await it.post(`/profile/clients/${id}/revocation`)).status, 404);
  }
});

test("an admin disables, enables, promotes and demotes; what they may not do is said", async () => {
  const ada = await signedIn({ admin: true });
  const kim = await signedIn();
  const { id } = kim.user;
  assert.match((await ada.it.get("/admin/users")).text, new RegExp(kim.user.username));

  assert.match(
    (await ada.it.post(`/admin/users/${id}/disabled`, { disabled: "true" })).text,
    /Disable this account\?/,
  );
  await ada.it.post(`/admin/users/${id}/disabled`, { disabled: "true", confirmed: "1" });
  assert.match((await kim.it.get("/profile")).location ?? "", /sign-in/);

  await ada.it.post(`/admin/users/${id}/disabled`, { disabled: "false" });
  await ada.it.post(`/admin/users/${id}/admin`, { admin: "true" });
  const again = await signIn(app, kim.user);
  assert.equal((await again.get("/admin/users")).status, 200);
  await ada.it.post(`/admin/users/${id}/admin`, { admin: "false" });
  assert.equal((await again.get("/admin/users")).status, 403);

  assert.equal(
    (await ada.it.post(`/admin/users/${ada.user.id}/admin`, { admin: "false" })).status,
    403,
  );
  assert.equal((await ada.it.post(`/admin/users/${id}/admin`, { admin: "perhaps" })).status, 422);
});

test("the last admin who would disable themselves is told why not", async () => {
  await db.user.updateMany({ data: { admin: false } });
  const ada = await signedIn({ admin: true });

  await ada.it.post(`/admin/users/${ada.user.id}/disabled`, { disabled: "true", confirmed: "1" });

  assert.match((await ada.it.get("/admin/users")).text, /is the last admin/);
});

test("people who are no admins have no list of users and change nobody", async () => {
  const { it } = await signedIn();
  const { id } = await makeUser();

  assert.equal((await it.get("/admin/users")).status, 403);
  assert.equal((await it.post(`/admin/users/${id}/admin`, { admin: "true" })).status, 403);
  assert.equal(
    (await it.post(`/admin/users/${id}/disabled`, { disabled: "true", confirmed: "1" })).status,
    403,
  );
});

const posts = [
  "/sign-in",
  "/sign-out",
  "/sign-up",
  "/profile",
  "/profile/password",
  "/profile/tokens",
  "/profile/tokens/1/revocation",
  "/profile/clients/1/revocation",
  "/profile/sessions/x/revocation",
  "/admin/users/1/disabled",
  "/admin/users/1/admin",
];

for (const path of posts)
  test(`CVE-2019-19025: POST ${path} without the form's token, or from another site, is refused`, async () => {
    const refused = [
      await anAdmin.it.post(path, { _csrf: "" }),
      await anAdmin.it.post(path, {}, { "sec-fetch-site": "cross-site" }),
      await anAdmin.it.post(path, {}, { origin: "https://evil.example" }),
    ];

    for (const { status, text } of refused) {
      assert.equal(status, 403);
      assert.match(text, /This form is no longer valid/);
    }
  });

test("a form that is too large is answered with a page that says so", async () => {
  const answer = await anAdmin.it.post("/profile", { displayName: "x".repeat(200_000) });

  assert.equal(answer.status, 413);
  assert.match(answer.text, /That was too much/);
});

test("nothing but signing in and up is open to who has not signed in", async () => {
  const it = browser(app);
  await it.get("/sign-in");
  for (const path of posts.slice(3))
    assert.match((await it.post(path, { confirmed: "1" })).location ?? "", /^\/sign-in/, path);
});
