import assert from "node:assert/strict";
import { test } from "node:test";
import { clockVerdict, versionVerdict } from "../../../src/operations/doctor/instance/database.ts";
import { nodeVerdict } from "../../../src/operations/doctor/instance/node.ts";
import { replicasVerdict } from "../../../src/operations/doctor/instance/processes.ts";
import { holesOf } from "../../../src/operations/doctor/registry/holes.ts";
import { exactVerdict } from "../../../src/operations/doctor/registry/version.ts";
import { ownCard } from "../../../src/operations/doctor/roll-call.ts";

for (const [version, ok] of [
  ["18.20.4", false],
  ["20.18.3", false],
  ["20.19.0", true],
  ["22.0.0", true],
] as const)
  test(`Node ${version} is ${ok ? "supported" : "too old"}`, () => {
    assert.equal(nodeVerdict(version).ok, ok);
  });

for (const [number, ok] of [
  ["130012", false],
  ["150010", true],
  ["180001", true],
] as const)
  test(`Postgres ${number} is ${ok ? "supported" : "too old"}`, () => {
    assert.equal(versionVerdict(number).ok, ok);
  });

test("a database whose clock is ten minutes off is named, and one second is fine", () => {
  assert.match(clockVerdict(-600_000).evidence, /clock is 10 minutes behind Portus's/);
  assert.equal(clockVerdict(600_000).ok, false);
  assert.equal(clockVerdict(1_000).ok, true);
});

for (const [version, names] of [
  ["2.6.1", ["CVE-2017-11468", "GHSA-qq97-vm5h-rrhg", "CVE-2023-2253"]],
  ["2.7.1", ["GHSA-qq97-vm5h-rrhg", "CVE-2023-2253"]],
  ["2.8.1", ["CVE-2023-2253"]],
  ["2.8.2", []],
  ["2.8.3", []],
  ["3.0.0-beta.1", ["CVE-2025-24976"]],
  ["3.0.0-rc.2", ["CVE-2025-24976"]],
  ["3.0.0-rc.3", []],
  ["3.0.0", ["CVE-2026-35172", "CVE-2026-33540", "CVE-2026-41888"]],
  ["3.1.0", ["CVE-2026-41888"]],
  ["3.1.1", []],
] as const)
  test(`Distribution ${version} has ${names.join(", ") || "no known vulnerability"}`, () => {
    assert.deepEqual(
      holesOf(version).map((hole) => hole.replace(/ \(.*/, "")),
      names,
    );
    assert.equal(exactVerdict(version).ok, names.length === 0);
  });

test("a process with another secret, version, setting or clock is named, without their values", () => {
  const own = ownCard("a nonce");
  const verdict = (change: object) => replicasVerdict([own, { ...own, pid: 7, ...change }], own);
  assert.equal(verdict({}).ok, true);
  for (const [change, named] of [
    [{ secret: "other" }, "PORTUS_SECRET"],
    [{ version: "0.0.1" }, "version 0.0.1"],
    [{ settings: { ...own.settings, PORTUS_ISSUER: "other" } }, "PORTUS_ISSUER"],
    [{ at: own.at + 600_000 }, "its clock"],
  ] as const) {
    assert.equal(verdict(change).ok, false);
    assert.match(verdict(change).evidence, new RegExp(`\\(7\\): ${named}\\.`));
  }
});
