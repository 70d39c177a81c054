import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import type { User } from "../../../src/platform/db/client.ts";
import { paths } from "../../../src/platform/paths/paths.ts";
import { ensureKeys } from "../../../src/registry/signing/keys.ts";
import { signToken } from "../../../src/registry/signing/token.ts";
import { type Browser, browser, signIn, useApp } from "../../support/app.ts";
import { makeRegistry, makeUser } from "../../support/data/factories.ts";
import { makeApplicationToken } from "../../support/data/two-teams.ts";

const app = await useApp();

describe("the token debugger", () => {
  let person: Browser;
  let user: User;
  let service = "";

  before(async () => {
    await ensureKeys();
    service = (await makeRegistry()).hostname;
    user = await makeUser();
    person = await signIn(app, user);
    await person.get(paths.tokenDebugger());
  });

  const check = (pasted: string, needed = "") =>
    person.post(paths.tokenDebugger(), { pasted, needed });

  test("says what a valid token grants, and what it lacks", async () => {
    const access = [{ type: "repository", name: "web/app", actions: ["pull"] }];
    const token = signToken({ subject: user.username, service, access });

    const { text, headers } = await check(token, "repository:web/app:pull,push");

    assert.match(text, /A registry accepts this token/);
    assert.match(text, /Missing: <code class="anywhere">repository:web\/app:push/);
    assert.match(text, /May you push to web\/app\?/);
    assert.equal(headers.get("cache-control"), "no-store");
  });

  test("names the wrong claim of a token for another registry", async () => {
    const { text } = await check(signToken({ subject: "", service: "elsewhere.example" }));

    assert.match(text, /A registry refuses this token/);
    assert.match(text, /elsewhere\.example/);
    assert.match(text, /issued without sign-in/);
  });

  test("compares a challenge with the settings of this Portus", async () => {
    const { text } = await check(
      `Bearer realm="http://wrong.example/token",service="${service}",scope="repository:a/b:push",error="invalid_token"`,
    );

    assert.match(text, /The registry refused the client.{1,6}s token/);
    assert.match(text, /http:\/\/wrong\.example\/token/);
  });

  test("tells people of their own application tokens only", async () => {
    const [own, others] = [
      await makeApplicationToken(user),
      await makeApplicationToken(await makeUser()),
    ];
    const texts = [own.header, others.header].map(async (header) => {
      const { text } = await check(
        `Authorization: Basic ${Buffer.from(header).toString("base64")}`,
      );
      return text;
    });
    const [mine = "", theirs = ""] = await Promise.all(texts);

    assert.match(mine, /It is your token/);
    assert.match(theirs, /You have no such application token/);
  });

  test("leads to the decision that a message names", async () => {
    const id = "0123456789abcdef".repeat(2);

    const { text } = await check(`denied: not for you. Why: http://portus.example/why/${id}`);

    assert.match(text, new RegExp(`href="/why/${id}"`));
  });

  test("refuses an empty and an endless text, and a scope that is none, with the form", async () => {
    assert.equal((await check("")).status, 422);
    assert.equal((await check("x".repeat(20_001))).status, 422);
    assert.equal((await check("denied", "push please")).status, 422);
  });

  test("is for people who are signed in", async () => {
    const { location } = await browser(app).get(paths.tokenDebugger());

    assert.match(location ?? "", /sign-in/);
  });
});
