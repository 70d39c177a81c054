import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { posix } from "node:path";
import { test } from "node:test";
import { sourcesOf } from "../support/layers.ts";

/** Packages that take 13 MB or more, and are needed seldom: for a new password, a new certificate, a migration. */
const heavy = ["@peculiar/x509", "@prisma/schema-engine-wasm", "@zxcvbn-ts/language-common"];

test("a start loads no package that takes much memory and is seldom needed", () => {
  const loaded = importedBy("main/server.ts");

  assert.ok(loaded.has("pg-boss") && loaded.has("@prisma/adapter-pg"), [...loaded].join());
  assert.deepEqual(
    heavy.filter((name) => [...loaded].some((it) => it === name || it.startsWith(`${name}/`))),
    [],
  );
});

test("npm start, the container, bin/up and bin/portus give Node the same flags", () => {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
  const flags = scripts.start.replace(/^node (.*) \S+$/, "$1");

  assert.match(flags, /--max-semi-space-size=\d/);
  assert.ok(readFileSync("bin/checkout.sh", "utf8").includes(`node_flags="${flags}"`));
  const words = flags.split(" ").map((flag: string) => `"${flag}"`);
  assert.ok(readFileSync("Dockerfile", "utf8").includes(`["node", ${words.join(", ")}, `));
});

/** The packages that a module imports statically, itself or by other modules. */
function importedBy(entry: string): Set<string> {
  const sources = sourcesOf("src");
  const packages = new Set<string>();
  const seen = new Set<string>();
  const visit = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    const statements = (sources.get(path) ?? "").matchAll(
      /^(?:import|export)(?! type)(?:[^;]*? from)? "([^"]+)";/gm,
    );
    for (const [, there = ""] of statements)
      if (there.startsWith(".")) visit(posix.join(posix.dirname(path), there));
      else packages.add(there);
  };
  visit(entry);
  return packages;
}
