import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
  checkOf,
  diagnosisOf,
  failedOf,
  startDoctorLab,
  startPortus,
} from "../support/doctor-lab.ts";
import { freePort, root } from "../support/processes.ts";

// Two processes of Portus on one database that do not agree.

const lab = await startDoctorLab();

type Options = Parameters<typeof startPortus>[2];

/** Starts another replica with a change of the environment, lets the doctor look, and stops it again. */
async function withReplica(change: Record<string, string>, options: Options = {}) {
  const port = await freePort();
  const env = { ...lab.env, PORT: `${port}`, ...change };
  const replica = await startPortus(env, port, options);
  try {
    return { diagnosis: lab.doctor(), pid: replica.pid };
  } finally {
    await replica.stop();
  }
}

function assertNamed({ diagnosis, pid }: Awaited<ReturnType<typeof withReplica>>, what: string) {
  assert.deepEqual(failedOf(diagnosis), ["replicas"]);
  assert.equal(diagnosis.status, 1);
  const { evidence, cure } = checkOf(diagnosis, "replicas");
  assert.match(
    evidence,
    new RegExp(`^Other than in this process [^:]*: [^;]*\\(${pid}\\): ${what}\\.$`),
  );
  assert.match(cure[0] ?? "", /Give all processes.* the same version and environment/);
}

const assertFine = () => assert.deepEqual(failedOf(lab.doctor()), []);

test("two replicas that agree are fine", async () => {
  const { diagnosis } = await withReplica({});

  assert.deepEqual(failedOf(diagnosis), []);
  assert.match(checkOf(diagnosis, "server").evidence, /^2 processes: /);
});

test("a replica with another setting is named, and the same setting repairs it", async () => {
  assertNamed(await withReplica({ PORTUS_TOKEN_TTL: "600" }), "PORTUS_TOKEN_TTL");
  assertFine();
});

test("a replica with another events secret is named without the secret", async () => {
  const found = await withReplica({ PORTUS_EVENTS_SECRET: "something else entirely" });

  assertNamed(found, "PORTUS_EVENTS_SECRET");
  assert.doesNotMatch(JSON.stringify(found.diagnosis), /something else/);
});

test("a replica of another version is named, and the same version repairs it", async () => {
  const checkout = lab.file("other-version");
  mkdirSync(checkout);
  for (const name of ["src", "views", "public", "prisma", "docs", "deploy"])
    cpSync(join(root, name), join(checkout, name), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(checkout, "node_modules"));
  const own = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const file = join(checkout, "package.json");
  writeFileSync(file, JSON.stringify({ ...own, version: "99.1.0" }));

  assertNamed(await withReplica({}, { cwd: checkout }), "version 99\\.1\\.0");
  writeFileSync(file, JSON.stringify(own));
  const { diagnosis } = await withReplica({}, { cwd: checkout });
  assert.deepEqual(failedOf(diagnosis), []);
});

test("a process with another PORTUS_SECRET is named", async () => {
  const diagnosis = diagnosisOf({ ...lab.env, PORTUS_SECRET: "another secret of 32 characters!" });
  assert.deepEqual(failedOf(diagnosis), ["database"]);
  assert.match(JSON.stringify(diagnosis), /PORTUS_SECRET/);
});
