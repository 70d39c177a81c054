import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, useApp } from "../../support/app.ts";
import { password } from "../../support/data/factories.ts";
import { signedIn } from "../signed-in.ts";

const app = await useApp();
const anAdmin = await signedIn(app, { admin: true });

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
      assert.match(text, /<title>Form expired/);
      assert.match(text, /This form is no longer valid/);
      assert.doesNotMatch(text, /Your permissions depend/);
    }
  });

const tokenIn = ({ text }: { text: string }) =>
  /name="_csrf" value="([^"]+)"/.exec(text)?.[1] ?? "";

test("a form's token is good in one browser only, so that nobody is signed in by a form of somebody else", async () => {
  const [attacker, victim] = [browser(app), browser(app)];
  const theirs = tokenIn(await attacker.get("/sign-in"));
  const own = tokenIn(await victim.get("/sign-in"));
  const credentials = { username: anAdmin.user.username, password };

  const refused = await victim.post("/sign-in", { ...credentials, _csrf: theirs });
  const accepted = await victim.post("/sign-in", { ...credentials, _csrf: own });

  assert.deepEqual([refused.status, accepted.status], [403, 303]);
});

test("a form's token is good in one session only, also in the same browser", async () => {
  const { user, it } = await signedIn(app);
  const earlier = tokenIn(await it.get("/profile"));
  await it.post("/sign-out");
  const signedOut = tokenIn(await it.get("/sign-in"));
  await it.post("/sign-in", { username: user.username, password });
  const current = tokenIn(await it.get("/profile"));

  const send = (_csrf: string) => it.post("/theme", { theme: "dark", _csrf });

  assert.deepEqual(
    [(await send(earlier)).status, (await send(signedOut)).status, (await send(current)).status],
    [403, 403, 303],
  );
});

for (const path of ["/sign-in", "/sign-out", "/theme", "/recent-sign-in"])
  test(`CVE-2024-22244: POST ${path} leads to no other site`, async () => {
    for (const target of ["https://evil.example/", "//evil.example", "/\\evil.example"]) {
      const { user, it } = await signedIn(app);

      const answer = await it.post(path, {
        return: target,
        ...(path === "/sign-in" && { username: user.username, password }),
        ...(path === "/theme" && { theme: "dark" }),
      });

      assert.equal(answer.status, 303);
      const { origin } = new URL(answer.location ?? "", app.url);
      assert.equal(origin, app.url, answer.location ?? "");
    }
  });

test("a form that is too large is answered with a page that says so", async () => {
  const answer = await anAdmin.it.post("/profile", { displayName: "x".repeat(400_000) });

  assert.equal(answer.status, 413);
  assert.match(
    answer.text,
    /larger than 300 KB, and nothing was saved\. Shorten it and send it again\./,
  );
});

test("without signing in, only the pages to sign in and sign up are open", async () => {
  const it = browser(app);
  await it.get("/sign-in");
  for (const path of posts.slice(3))
    assert.match((await it.post(path, { confirmed: "1" })).location ?? "", /^\/sign-in/, path);
});
