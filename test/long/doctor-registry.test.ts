import assert from "node:assert/strict";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { checkOf, failedOf, linesOf, paste, startDoctorLab } from "../support/doctor-lab.ts";
import { passHost, proxiesOf } from "../support/doctor-proxy.ts";

// What is rarer than in doctor.test.ts: other servers at the addresses, and a registry that fails in its own ways.

const lab = await startDoctorLab();
const startProxy = proxiesOf(lab);
const portus = lab.env.PORTUS_URL ?? "";
const registry = `http://localhost:${lab.ports.registry}`;
const registryPass = `proxy_pass http://127.0.0.1:${lab.ports.registry};`;

const assertFine = () => assert.deepEqual(failedOf(lab.doctor()), []);

function onlyProblem(id: string, evidence: RegExp, what: RegExp): string[] {
  const diagnosis = lab.doctor();
  assert.deepEqual(failedOf(diagnosis), [id]);
  const check = checkOf(diagnosis, id);
  assert.match(check.evidence, evidence);
  assert.match(check.cure[0] ?? "", what);
  return linesOf(diagnosis, id);
}

test("a server that is no registry is named, and the address of the registry repairs it", async () => {
  const url = await startProxy("location / { return 200 'hello'; }");
  await lab.setEnv({ PORTUS_REGISTRY_URL: url });
  onlyProblem("registry.reachable", /\(with 200\) is no registry/, /Is the registry running\?/);
  await lab.setEnv({ PORTUS_REGISTRY_URL: registry });
  assertFine();
});

test("a realm at which another server answers is named, and the line to paste repairs it", async () => {
  const url = await startProxy(`location / { return 200 '{"token":"x"}'; }`);
  await lab.reconfigure((text) => text.replace(/realm: .*/, `realm: "${url}/v2/token"`));
  const lines = onlyProblem(
    "registry.realm",
    /What answers there is not this Portus/,
    /auth: token:/,
  );
  await lab.reconfigure(paste(lines));
  assertFine();
});

test("a PORTUS_URL at which something else answers is named, and the right address repairs it", async () => {
  const url = await startProxy("location / { return 404; }");
  await lab.setEnv({ PORTUS_URL: url });
  onlyProblem("url.reachable", /\(with 404\) is not this instance/, /Send the requests/);
  await lab.setEnv({ PORTUS_URL: portus });
  assertFine();
});

test("a registry that wants uploads elsewhere because of a proxy is named, and the line to paste repairs it", async () => {
  const host = "proxy_set_header Host registry.test.lan:1;";
  await lab.setEnv({
    PORTUS_REGISTRY_URL: await startProxy(`location / { ${host} ${registryPass} }`),
  });
  const lines = onlyProblem(
    "registry.push",
    /wants uploads at http:\/\/registry\.test\.lan:1/,
    /under http:/,
  );
  await lab.reconfigure(paste(lines, "http:"));
  assertFine();
  await lab.setEnv({ PORTUS_REGISTRY_URL: registry });
});

test("the same because of its config is named, and repaired without host:", async () => {
  const host = '  host: "http://registry.test.lan:1"';
  await lab.reconfigure(paste([host], "http:"));
  const lines = onlyProblem(
    "registry.push",
    /wants uploads at http:\/\/registry\.test\.lan:1/,
    /remove host:/,
  );
  await lab.reconfigure((text) => paste(lines, "http:")(text).replace(`${host}\n`, ""));
  assertFine();
});

test("a registry that can't store what is pushed is named, and a storage that it can write repairs it", async () => {
  await lab.reconfigure((text) => text.replace(/rootdirectory: .*}/, 'rootdirectory: "/proc/1"}'));
  onlyProblem("registry.push", /^A push failed\. The registry answered 500/, /its storage is full/);
  const storage = JSON.stringify(lab.file("storage"));
  await lab.reconfigure((text) => text.replace(/rootdirectory: .*}/, `rootdirectory: ${storage}}`));
  assertFine();
});

test("a proxy that refuses deletions is named", async () => {
  const refusing = `location / { ${passHost} if ($request_method = DELETE) { return 403; } ${registryPass} }`;
  await lab.setEnv({ PORTUS_REGISTRY_URL: await startProxy(refusing) });
  onlyProblem("registry.delete", /^A deletion failed\. The registry answered 403/, /log says why/);
  await lab.setEnv({ PORTUS_REGISTRY_URL: registry });
  assertFine();
});

test("a registry of bin/up with a known vulnerability is named by its version, until it is a newer one", async () => {
  const folder = join(lab.env.PORTUS_DATA_DIR ?? "", "registry");
  const [program, binary] = [join(folder, "program.json"), join(folder, "binary")];
  mkdirSync(folder);
  writeFileSync(program, JSON.stringify({ command: [binary], version: 2 }));
  const install = (version: string) => {
    writeFileSync(binary, `#!/bin/sh\necho registry github.com/docker/distribution v${version}\n`);
    chmodSync(binary, 0o755);
  };

  install("2.8.1");
  const lines = onlyProblem(
    "registry.version",
    /^Distribution 2\.8\.1 has CVE-2023-2253/,
    /2\.8\.3/,
  );
  assert.deepEqual(lines, ["docker pull registry:2"]);
  install("2.8.3");
  assertFine();
});
