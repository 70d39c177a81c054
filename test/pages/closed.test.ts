import "../support/settings/no-anonymous-browsing.ts";

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { browser, signIn, useApp } from "../support/app.ts";
import { makeRepository } from "../support/data/catalogue.ts";
import { makeNamespace, makeUser } from "../support/data/factories.ts";

const app = await useApp();

describe("without anonymous browsing", () => {
  before(async () => {
    await makeUser({ admin: true });
    const namespace = await makeNamespace({ name: "public", visibility: "public" });
    await makeRepository({ namespace, name: "app" });
  });

  test("API-013: explore leads to the start page, and that to signing in", async () => {
    assert.equal((await browser(app).get("/explore")).location, "/");
    assert.equal((await browser(app).get("/")).location, "/sign-in");
  });

  test("every repository, there or not, asks to sign in first", async () => {
    for (const path of ["/repositories/public/app", "/repositories/public/nothing"]) {
      const page = await browser(app).get(path);
      assert.equal(page.location, `/sign-in?return=${encodeURIComponent(path)}`);
    }
  });

  test("whoever has signed in sees public repositories as before", async () => {
    const page = await (await signIn(app, await makeUser())).get("/repositories/public/app");

    assert.equal(page.status, 200);
  });
});
