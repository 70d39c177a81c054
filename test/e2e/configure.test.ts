import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { findProgram } from "../../src/main/up/program.ts";
import { db } from "../../src/platform/db/client.ts";
import { imageLayout } from "../support/clients/oci-layouts.ts";
import { newPerson, password, pulling, pushing, storage } from "../support/clients/people.ts";
import { madeFile } from "../support/made-file.ts";
import { startMadeRegistry } from "../support/made-registry.ts";
import { must, run } from "../support/processes.ts";
import { startStack } from "../support/stack.ts";
import { until } from "../support/waiting.ts";

// What `bin/portus config` prints is used as it is: a registry runs with it, and clients push with it.

const stack = await startStack();
const { host } = stack.registry;
const ben = await newPerson(stack, "ben");
const made = (...words: string[]) => madeFile(words, stack.env);
const layout = (name: string) => imageLayout(join(stack.directory, name), name);
const known = (name: string) =>
  until(async () => (await db.tag.count({ where: { name } })) === 1, `Portus to know ${name}`);

test("a registry with the config.yml and the certificate of config takes pushes and reports them", async () => {
  await startMadeRegistry(
    stack,
    findProgram(process.env.REGISTRY_BIN ?? null, () => {}),
  );
  const pushed = pushing(stack, ben, layout("made"), "ben/app:made");

  assert.equal(pushed.status, 0, pushed.output);
  await known("made");
  assert.equal(pulling(stack, ben, "ben/app:made").status, 0);
});

test("skopeo pushes to a registry without TLS by the made registries.conf, without any flag", async () => {
  const file = join(stack.directory, "portus.conf");
  writeFileSync(file, made("registries.conf"));
  const { directory } = layout("plain");
  const copy = ["copy", `oci:${directory}`, `docker://${host}/ben/app:plain`];
  const skopeo = (...words: string[]) =>
    run(["skopeo", "--insecure-policy", ...words, ...copy], ben.env);

  assert.notEqual(skopeo().status, 0);
  const pushed = skopeo("--registries-conf", file);

  assert.equal(pushed.status, 0, pushed.output);
  await known("plain");
});

test("the made script builds and pushes with Buildah", async () => {
  const folder = mkdtempSync(join(stack.directory, "build-"));
  const bin = join(folder, "bin");
  mkdirSync(bin);
  writeFileSync(join(folder, "Dockerfile"), "FROM scratch\nCOPY Dockerfile /\n");
  const buildah = storage("buildah", ben).map((word) => `'${word}'`);
  const own = ["command", "-v", "buildah"];
  const program = must(["sh", "-c", own.join(" ")]).trim();
  writeFileSync(
    join(bin, "buildah"),
    `#!/bin/sh\nexec ${program} ${buildah.slice(1).join(" ")} "$@"\n`,
  );
  chmodSync(join(bin, "buildah"), 0o755);
  const options = ["--username", "ben", "--repository", "ben/built", "--tag", "by-script"];
  writeFileSync(join(folder, "build-image.sh"), made("buildah", ...options));

  const env = { ...ben.env, PATH: `${bin}:${process.env.PATH}`, BUILDAH_ISOLATION: "chroot" };
  const script = `cd '${folder}' && sh build-image.sh`;
  const without = run(["sh", "-c", script], env);
  const built = run(["sh", "-c", script], { ...env, PORTUS_TOKEN: password });

  assert.match(without.output, /Set PORTUS_TOKEN to an application token/);
  assert.equal(built.status, 0, built.output);
  await known("by-script");
});
