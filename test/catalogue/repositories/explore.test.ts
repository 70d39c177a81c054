import assert from "node:assert/strict";
import { test } from "node:test";
import { paths } from "../../../src/platform/paths/paths.ts";
import { browser, signIn, useApp } from "../../support/app.ts";
import { makeRegistry, makeUser } from "../../support/data/factories.ts";

const app = await useApp();
await makeRegistry();
await makeUser({ admin: true });

test("a visitor's list of repositories leads to the public ones, with what was searched", async () => {
  const { status, location } = await browser(app).get(`${paths.repositories()}?q=node&mine=1`);

  assert.equal(status, 303);
  assert.equal(location, paths.explore({ q: "node" }));
});

test("an empty search of public repositories leads only visitors to the sign-in", async () => {
  const member = await signIn(app, await makeUser());
  const search = paths.explore({ q: "zzz\u202e" });

  const [seen, visited] = [await member.get(search), await browser(app).get(search)];

  assert.match(visited.text, /“zzz\[U\+202E\]” in its name\. Sign in to see private ones\./);
  assert.doesNotMatch(seen.text, /Sign in to see/);
});
