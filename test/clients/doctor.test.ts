import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { findProgram as findRegistry } from "../../src/main/up/program.ts";
import { findNewProgram } from "../support/clients/programs.ts";
import {
  failedOf,
  linesOf,
  makeCertificate,
  paste,
  shell,
  startDoctorLab,
} from "../support/doctor-lab.ts";

// Distribution 3 says more about a token that it refuses than 2.8, with which test/long/doctor.test.ts runs.

const binary = findNewProgram("registry"); // REGISTRY_BIN, or the one that bin/clients builds with Go
const registry = binary ? findRegistry(binary, () => {}) : null;
const skip =
  registry?.version !== 3 &&
  `NOT TESTED at Distribution 3: ${registry ? `${binary} is ${registry.description}` : "bin/clients registry builds it, and needs Go"}`;

test("at Distribution 3 a foreign CA and a wrong issuer are told apart, and the lines to paste repair them", {
  skip,
}, async () => {
  process.env.REGISTRY_BIN = binary ?? "";
  const lab = await startDoctorLab();
  assert.deepEqual(failedOf(lab.doctor()), []);

  await lab.reconfigure((text) => text.replace(/issuer: .*/, 'issuer: "somebody.else"'));
  const issuer = lab.doctor();
  assert.deepEqual(failedOf(issuer), ["registry.issuer"]);
  await lab.reconfigure(paste(linesOf(issuer, "registry.issuer")));
  assert.deepEqual(failedOf(lab.doctor()), []);

  writeFileSync(lab.file("ca.crt"), readFileSync(makeCertificate(lab, "DNS:localhost").ca));
  await lab.reconfigure((text) => text);
  const trust = lab.doctor();
  assert.deepEqual(failedOf(trust), ["registry.trust"]);
  const found = trust.checks.find(({ id }) => id === "registry.trust");
  assert.match(found?.evidence ?? "", /does not trust the certificate/);
  const [command = ""] = linesOf(trust, "registry.trust");
  shell(command.replace(/> .*/, `> ${lab.file("ca.crt")}`), lab.env);
  await lab.reconfigure((text) => text);
  assert.deepEqual(failedOf(lab.doctor()), []);
});
