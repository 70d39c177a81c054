import assert from "node:assert/strict";
import { test } from "node:test";
import { config } from "../../../src/platform/config/config.ts";
import { localPath } from "../../../src/platform/http/redirect.ts";

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
