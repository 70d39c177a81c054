import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { browser, useApp } from "../support/app.ts";
import { makeManifest, makeRepository, makeTag } from "../support/data/catalogue.ts";
import { makeNamespace, makeUser } from "../support/data/factories.ts";

const app = await useApp();

describe("what anyone may look at", () => {
  before(async () => {
    await makeUser({ admin: true });
    for (const visibility of ["private", "protected", "public"] as const) {
      const namespace = await makeNamespace({ name: visibility, visibility });
      const repository = await makeRepository({ namespace, name: "app" });
      await makeTag(await makeManifest(repository), "1.0");
    }
  });

  test("API-013: explore shows repositories of public namespaces alone, each with its pull command", async () => {
    const { status, text } = await browser(app).get("/explore");

    assert.equal(status, 200);
    assert.match(text, /docker pull registry\.test\.lan:5000\/public\/app:1\.0/);
    assert.doesNotMatch(text, /private\/app|protected\/app/);
  });

  test("explore finds part of a name, and says when nothing public has it", async () => {
    const found = await browser(app).get("/explore?q=PUBLIC/A");
    const none = await browser(app).get("/explore?q=private");

    assert.match(found.text, /public\/app/);
    assert.match(none.text, /No public repository matches/);
  });

  test("whoever comes without signing in is led to explore", async () => {
    assert.equal((await browser(app).get("/")).location, "/explore");
    assert.equal((await browser(app).get("/repositories")).location, "/explore");
  });

  test("activity is for those who have signed in, who come back to it", async () => {
    assert.equal((await browser(app).get("/activity")).location, "/sign-in?return=%2Factivity");
  });
});
