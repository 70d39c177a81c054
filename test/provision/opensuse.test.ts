import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { must, root } from "../support/processes.ts";

// A stub of zypper records its arguments. The packages themselves are not tested.

const folder = mkdtempSync(join(tmpdir(), "portus-zypper-"));
const calls = join(folder, "calls");
after(() => rmSync(folder, { recursive: true, force: true }));

for (const [name, does] of [
  ["zypper", `echo "$*" >>${calls}`],
  ["apt-get", `echo "apt-get is not openSUSE's" >>${calls}`],
] as const) {
  writeFileSync(join(folder, name), `#!/bin/sh\n${does}\n`);
  chmodSync(join(folder, name), 0o755);
}
for (const program of ["sh", "dirname", "readlink"])
  symlinkSync(must(["sh", "-c", `command -v ${program}`]).trim(), join(folder, program));

/** The packages that a node's script installs on a machine without any of them. */
function needed(script: string): string[] {
  writeFileSync(calls, "");
  const text = readFileSync(join(root, "provision", script), "utf8");
  const needs = text.match(/\bneed [\w.]+ [\w.-]+ [\w.-]+/g) ?? [];
  const lines = [`here=${root}/provision`, '. "$here/common.sh"', ...needs];
  must([join(folder, "sh"), "-c", lines.join("\n")], { PATH: folder });
  return readFileSync(calls, "utf8").trim().split("\n");
}

for (const [script, packages] of [
  ["portus.sh", ["curl", "nodejs22", "npm22"]],
  ["registry.sh", ["curl", "distribution-registry"]],
  ["client.sh", ["podman", "docker", "docker"]],
] as const)
  test(`on openSUSE ${script} installs ${packages.join(", ")} by zypper and never calls apt`, () => {
    const install = "--quiet --non-interactive install --no-recommends";

    assert.deepEqual(
      needed(script),
      packages.map((name) => `${install} ${name}`),
    );
  });
