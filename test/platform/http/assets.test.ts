import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, useApp } from "../../support/app.ts";

const app = await useApp();

test("a missing file is 404, and never redirects to the sign-in page", async () => {
  const answer = await browser(app).get("/assets/nothing.css");

  assert.equal(answer.status, 404);
});

test("the style sheet may be kept for ever under the address that names its content", async () => {
  const page = await browser(app).get("/sign-up");
  const [address = ""] = /\/assets\/app\.css\?[\w-]+/.exec(page.text) ?? [];

  const answer = await browser(app).get(address);

  assert.match(answer.headers.get("content-type") ?? "", /^text\/css/);
  assert.match(answer.headers.get("cache-control") ?? "", /immutable/);
});
