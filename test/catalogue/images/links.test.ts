import assert from "node:assert/strict";
import { test } from "node:test";
import { webAddress, withLinks } from "../../../src/catalogue/images/page/annotation-links.ts";
import { pullCommands } from "../../../src/catalogue/repositories/pull-commands.ts";

const said = (name: string) => `org.opencontainers.image.${name}`;
const hrefOf = (name: string, all: Record<string, string>) =>
  withLinks(all).find((line) => line.name === said(name))?.href;

test("only an address of the web is one to lead to, and none that hides whose it is", () => {
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

test("a revision leads to its commit where the source is on a forge whose addresses are known", () => {
  const revision = "0123456789abcdef";
  const at = (source: string, id = revision) =>
    hrefOf("revision", { [said("source")]: source, [said("revision")]: id });

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

test("one licence leads to its text, an expression of several to none", () => {
  const of = (licenses: string) => hrefOf("licenses", { [said("licenses")]: licenses });

  assert.equal(of("Apache-2.0"), "https://spdx.org/licenses/Apache-2.0.html");
  for (const other of ["MIT OR Apache-2.0", "../x", "..", "a/b"])
    assert.equal(of(other), undefined);
});

test("what is no agreed annotation has no link, whatever it says", () => {
  assert.equal(withLinks({ homepage: "https://example.org" })[0]?.href, undefined);
});

test("a chart is pulled with helm by its version, whose plus the tag writes as an underscore", () => {
  const [helm] = pullCommands({
    kind: "chart",
    artifactType: "application/vnd.cncf.helm.config.v1+json",
    subject: null,
    name: "host/web/chart",
    reference: "1.0.0_build.1",
  });

  assert.equal(helm?.command, "helm pull oci://host/web/chart --version 1.0.0+build.1");
});
