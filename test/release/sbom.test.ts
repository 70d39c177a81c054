import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fromFile, isAllowed } from "../../deploy/release/licenses.ts";
import { must } from "../support/processes.ts";

interface Sbom {
  bomFormat: string;
  specVersion: string;
  components: {
    name: string;
    group?: string;
    version: string;
    purl: string;
    "bom-ref": string;
    licenses?: { expression?: string; license?: { id?: string; name?: string } }[];
  }[];
  dependencies: { ref: string; dependsOn: string[] }[];
  metadata: { component: { name: string; "bom-ref": string } };
}

const read = (path: string) => JSON.parse(readFileSync(path, "utf8"));

const sbom: Sbom = JSON.parse(must([process.execPath, "deploy/sbom.mjs"]));

test("the SBOM lists every package that Portus needs at run time, and node", () => {
  const named = new Map(
    sbom.components.map((it) => [it.group ? `${it.group}/${it.name}` : it.name, it]),
  );
  const { dependencies, devDependencies, name } = read("package.json");

  assert.deepEqual([sbom.bomFormat, sbom.metadata.component.name], ["CycloneDX", name]);
  assert.equal(named.get("node")?.version, process.versions.node);
  for (const [dependency, version] of Object.entries<string>(dependencies)) {
    assert.equal(named.get(dependency)?.version, version, dependency);
    assert.match(named.get(dependency)?.purl ?? "", /^pkg:npm\//);
  }
  for (const dependency of ["@biomejs/biome", "playwright-core", "axe-core", "tsx"]) {
    assert.ok(dependency in devDependencies);
    assert.ok(!named.has(dependency), dependency);
  }

  const references = new Set(sbom.components.map((it) => it["bom-ref"]));
  references.add(sbom.metadata.component["bom-ref"]);
  for (const { ref, dependsOn } of sbom.dependencies)
    for (const one of [ref, ...dependsOn]) assert.ok(references.has(one), one);
});

test("every package in the SBOM has a permissive license", () => {
  for (const { name, licenses = [] } of sbom.components) {
    const named = licenses.map(
      ({ expression, license }) => expression ?? license?.id ?? license?.name,
    );
    const license = fromFile.get(name) ?? named.join(" AND ");
    assert.ok(isAllowed({ name, license, development: false }), `${name}: ${license}`);
  }
});
