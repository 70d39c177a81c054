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

  test("API-013: Explore redirects to the start page, which redirects to the sign-in page", async () => {
    assert.equal((await browser(app).get("/explore")).location, "/");
    assert.equal((await browser(app).get("/")).location, "/sign-in");
  });

  test("every repository path redirects to the sign-in page, whether the repository exists or not", async () => {
    for (const path of ["/repositories/public/app", "/repositories/public/nothing"]) {
      const page = await browser(app).get(path);
      assert.equal(page.location, `/sign-in?return=${encodeURIComponent(path)}`);
    }
  });

  test("a signed-in person sees public repositories", async () => {
    const page = await (await signIn(app, await makeUser())).get("/repositories/public/app");

    assert.equal(page.status, 200);
  });
});
