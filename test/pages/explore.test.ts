import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { browser, useApp } from "../support/app.ts";
import { makeManifest, makeRepository, makeTag } from "../support/data/catalogue.ts";
import { makeNamespace, makeUser } from "../support/data/factories.ts";

const app = await useApp();

describe("Explore", () => {
  before(async () => {
    await makeUser({ admin: true });
    for (const visibility of ["private", "protected", "public"] as const) {
      const namespace = await makeNamespace({ name: visibility, visibility });
      const repository = await makeRepository({ namespace, name: "app" });
      await makeTag(await makeManifest(repository), "1.0");
    }
  });

  test("API-013: shows only repositories of public namespaces, each with its pull command", async () => {
    const { status, text } = await browser(app).get("/explore");

    assert.equal(status, 200);
    assert.match(text, /docker pull registry\.test\.lan:5000\/public\/app:1\.0/);
    assert.doesNotMatch(text, /private\/app|protected\/app/);
  });

  test("finds part of a name, and says when no public repository matches", async () => {
    const found = await browser(app).get("/explore?q=PUBLIC/A");
    const none = await browser(app).get("/explore?q=private");

    assert.match(found.text, /public\/app/);
    assert.match(none.text, /No public repository matches/);
  });

  test("is where people who are not signed in start", async () => {
    assert.equal((await browser(app).get("/")).location, "/explore");
    assert.equal((await browser(app).get("/repositories")).location, "/explore");
  });

  test("Activity redirects to the sign-in page, which returns to it", async () => {
    assert.equal((await browser(app).get("/activity")).location, "/sign-in?return=%2Factivity");
  });
});
