import assert from "node:assert/strict";
import { test } from "node:test";
import { config } from "../../../src/platform/config/config.ts";
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

test("all scripts are one file, which may be kept for ever", async () => {
  const page = await browser(app).get("/sign-up");
  const addresses = page.text.match(/\/assets\/[\w./-]+\.js\?[\w-]+/g) ?? [];

  const answer = await browser(app).get(addresses[0] ?? "");

  assert.equal(addresses.length, 1);
  assert.match(answer.headers.get("content-type") ?? "", /^text\/javascript/);
  assert.match(answer.headers.get("cache-control") ?? "", /immutable/);
  assert.doesNotMatch(answer.text, /^(import|export)\b/m);
});

test("a page names its picture for other sites with its whole address, and that is a PNG", async () => {
  const page = await browser(app).get("/sign-up");
  const [, origin = "", path = ""] =
    /og:image" content="(https?:\/\/[^/"]+)([^"]+)"/.exec(page.text) ?? [];

  const answer = await browser(app).get(path);

  assert.equal(origin, config.url);
  assert.equal(answer.headers.get("content-type"), "image/png");
});
