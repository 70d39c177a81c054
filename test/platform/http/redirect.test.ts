import assert from "node:assert/strict";
import { test } from "node:test";
import { config } from "../../../src/platform/config/config.ts";
import { localPath } from "../../../src/platform/http/redirect.ts";
import { signIn, useApp } from "../../support/app.ts";
import { makeUser } from "../../support/data/factories.ts";

const app = await useApp();

const hostile = [
  "//evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "https://evil.example/",
  "/\t/evil.example",
  "javascript:alert(1)",
  "/..//evil.example",
  "",
  undefined,
  ["/a"],
];

for (const target of hostile)
  test(`CVE-2024-22244: a redirect to ${JSON.stringify(target)} stays at home`, () => {
    assert.equal(localPath(target), "/");
  });

test("a redirect to a path of Portus is followed, query and all", () => {
  assert.equal(localPath("/repositories/a/b?page=2"), "/repositories/a/b?page=2");
});

test("tests see their own environment", () => {
  assert.equal(config.registry.host, "registry.test.lan:5000");
});

test("a change of theme leads to a page that can be opened, also from the answer to a form", async () => {
  const person = await signIn(app, await makeUser());
  const target = async (referer: string) => {
    const { text } = await person.post("/profile", { email: "none" }, { referer });
    return /name="return" value="([^"]*)"/.exec(text)?.[1];
  };

  assert.equal(await target(`${app.url}/profile?a=b`), "/profile?a=b");
  assert.equal(await target(`${app.url}/profile`), "/", "a form was sent to that address");
  assert.equal(await target("no address"), "/");
});
