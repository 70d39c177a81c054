import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import "../../../src/main/background.ts";
import "../../../src/main/http-server.ts";
import { collect } from "../../../src/operations/metrics/collect.ts";
import { expose } from "../../../src/platform/metrics/exposition.ts";
import { ensureKeys } from "../../../src/registry/signing/keys.ts";
import { useApp } from "../../support/app.ts";
import { makeRegistry } from "../../support/data/factories.ts";

await useApp();
await ensureKeys();
await makeRegistry();
const families = await collect();
const names = new Set(families.map(({ name }) => name));

const read = (path: string) => readFileSync(path, "utf8");

/** The metrics that a text of expressions names; a histogram by any of its series. */
const namedIn = (text: string) =>
  [...new Set(text.match(/\b(portus|process|nodejs)_[a-z0-9_]+/g))].map((name) =>
    name.replace(/_(bucket|sum|count)$/, ""),
  );

for (const path of ["deploy/monitoring/alerts.yml", "deploy/monitoring/dashboard.json"])
  test(`every metric that ${path} names exists`, () => {
    const expressions =
      read(path)
        .match(/("expr": .*|expr: (\|[\s\S]*?for|.*))/g)
        ?.join("\n") ?? "";
    const named = namedIn(expressions);

    assert.ok(named.length > 10, `${named.length} names are read`);
    assert.deepEqual(
      named.filter((name) => !names.has(name)),
      [],
    );
  });

test("docs/metrics.md lists every metric as the code describes it", () => {
  const rows = read("docs/metrics.md").match(/^\| `(portus|process|nodejs)_.*$/gm) ?? [];

  assert.deepEqual(
    rows.toSorted(),
    families
      .map(({ name, type, labelNames, help }) => {
        const labels = labelNames.map((label) => `\`${label}\``).join(", ");
        return `| \`${name}\` | ${type} | ${labels} | ${help} |`;
      })
      .toSorted(),
  );
});

test("names follow Prometheus's rules: a counter ends in _total, nothing else does, and each help is a sentence", () => {
  for (const { name, type, help, labelNames } of families) {
    assert.match(name, /^[a-z][a-z0-9_]*$/);
    assert.equal(name.endsWith("_total"), type === "counter", name);
    assert.match(help, /^[A-Z].*\.$/, name);
    for (const label of labelNames) assert.match(label, /^[a-z][a-z_]*$/);
  }
  const described = expose(families).match(/(?<=^# TYPE )\w+/gm) ?? [];
  assert.equal(new Set(described).size, described.length);
});
