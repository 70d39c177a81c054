import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { test } from "node:test";
import { run } from "../../support/processes.ts";

const shells = ["bin", "provision", "deploy", ".ci"]
  .filter((folder) => existsSync(folder))
  .flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}`))
  .filter((path) => statSync(path).isFile())
  .filter((path) => /^#(!.*\bsh| shellcheck shell=sh)/m.test(readFileSync(path, "utf8")));

test("shellcheck finds nothing in the shell of this project", () => {
  for (const script of ["bin/up", "bin/lab", "provision/portus-command", "deploy/image-root.sh"])
    assert.ok(shells.includes(script), script);
  const { status, output } = run(["shellcheck", "-x", ...shells]);
  assert.equal(status, 0, output);
});

test("every program in bin/ says what it does when asked for help, or takes none", () => {
  for (const program of ["bin/up", "bin/portus"]) {
    const { status, output } = run([program, "--help"]);
    assert.equal(status, 0, output);
    assert.match(output, new RegExp(program));
  }
});

test("bin/up refuses an unknown argument with a sentence", () => {
  const { status, output } = run(["bin/up", "--port=3000"]);

  assert.equal(status, 64);
  assert.match(output, /takes no argument but --demo/);
});

test("an old Node is reported in one sentence", () => {
  const { status, output } = run([
    "sh",
    "-c",
    ". bin/checkout.sh; node() { return 1; }; need_node",
  ]);

  assert.equal(status, 1);
  assert.match(output, /^Portus needs Node 20\.19 or newer; this is/);
  assert.equal(output.trim().split("\n").length, 1);
});

test("a missing Node is reported in one sentence", () => {
  const { status, output } = run(["/bin/sh", "-c", ". bin/checkout.sh; PATH=/nowhere; need_node"]);

  assert.equal(status, 1);
  assert.match(output, /finds no node on the PATH/);
});
