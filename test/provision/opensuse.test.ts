import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { must, root } from "../support/processes.ts";

// openSUSE's package manager is a stub here that writes down how it was called: it proves the words, not the packages.

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

/** What a node's script needs, asked for on a machine that has none of it. */
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
  test(`on openSUSE ${script} asks zypper, and never apt, for ${packages.join(", ")}`, () => {
    const install = "--quiet --non-interactive install --no-recommends";

    assert.deepEqual(
      needed(script),
      packages.map((name) => `${install} ${name}`),
    );
  });
