import assert from "node:assert/strict";
import { test } from "node:test";
import { webAddress, withLinks } from "../../../../src/catalogue/images/page/annotation-links.ts";
import { pullCommands } from "../../../../src/catalogue/repositories/pull-commands.ts";

const annotation = (name: string) => `org.opencontainers.image.${name}`;
const hrefOf = (name: string, all: Record<string, string>) =>
  withLinks(all).find((line) => line.name === annotation(name))?.href;

test("only http and https addresses without credentials become links", () => {
  for (const good of ["https://example.org/app", "http://example.org", "HTTPS://example.org/x?y#z"])
    assert.ok(webAddress(good), good);
  for (const bad of [
    "javascript:alert(1)",
    " javascript:alert(1)",
    "data:text/html,x",
    "//example.org",
    "git@github.com:a/b.git",
    "https://github.com@example.org/",
    "https://",
    "ftp://example.org",
    `https://example.org/${"x".repeat(3000)}`,
  ])
    assert.equal(webAddress(bad), undefined, bad);
});

test("a revision links to its commit if the source is on a known forge", () => {
  const revision = "0123456789abcdef";
  const at = (source: string, id = revision) =>
    hrefOf("revision", { [annotation("source")]: source, [annotation("revision")]: id });

  const commit = `https://github.com/a/b/commit/${revision}`;
  for (const source of [
    "https://github.com/a/b",
    "https://github.com/a/b.git",
    `${"https://github.com/a/b"}/`,
  ])
    assert.equal(at(source), commit);
  assert.equal(at("https://github.com/a/b", "main"), undefined);
  assert.equal(at("https://github.com/a/b", "../../x"), undefined);
  assert.equal(at("https://example.org/a/b"), undefined);
  assert.equal(at("javascript:github.com/a/b"), undefined);
});

test("a single license links to its text; an expression of several does not", () => {
  const of = (licenses: string) => hrefOf("licenses", { [annotation("licenses")]: licenses });

  assert.equal(of("Apache-2.0"), "https://spdx.org/licenses/Apache-2.0.html");
  for (const other of ["MIT OR Apache-2.0", "../x", "..", "a/b"])
    assert.equal(of(other), undefined);
});

test("a non-standard annotation has no link", () => {
  assert.equal(withLinks({ homepage: "https://example.org" })[0]?.href, undefined);
});

test("the helm command turns the underscore of a tag into the plus of the version", () => {
  const [helm] = pullCommands({
    kind: "chart",
    artifactType: "application/vnd.cncf.helm.config.v1+json",
    subject: null,
    name: "host/web/chart",
    reference: "1.0.0_build.1",
  });

  assert.equal(helm?.command, "helm pull oci://host/web/chart --version 1.0.0+build.1");
});
