import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, useApp } from "../../support/app.ts";
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
