import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { password } from "../support/clients/people.ts";
import {
  diagnosisOf,
  failedOf,
  linesOf,
  makeCertificate,
  paste,
  settingsIn,
  shell,
  startDoctorLab,
} from "../support/doctor-lab.ts";
import { must, run } from "../support/processes.ts";
import { until } from "../support/waiting.ts";

// Each set-up is broken for real, found by the doctor, and repaired with the lines that it prints.

const lab = await startDoctorLab();
const config = () => readFileSync(lab.file("config.yml"), "utf8");

function assertFine(): void {
  const diagnosis = lab.doctor();
  assert.deepEqual(failedOf(diagnosis), []);
  assert.equal(diagnosis.status, 0);
}

/** The lines to paste of the only problem that the doctor finds. */
function onlyProblem(id: string, evidence: RegExp): string[] {
  const diagnosis = lab.doctor();
  assert.deepEqual(failedOf(diagnosis), [id]);
  assert.equal(diagnosis.status, 1);
  assert.equal(diagnosis.ok, false);
  assert.match(diagnosis.checks.find((check) => check.id === id)?.evidence ?? "", evidence);
  return linesOf(diagnosis, id);
}

test("a set-up of registry-config has no problem, and the probe leaves nothing behind", () => {
  assertFine();
  const diagnosis = lab.doctor();
  for (const id of [
    "registry.push",
    "registry.delete",
    "registry.events",
    "registry.events-secret",
  ])
    assert.equal(diagnosis.checks.find((check) => check.id === id)?.ok, true, id);
});

for (const [what, change, id, evidence] of [
  [
    "a wrong realm",
    (text: string) => text.replace(/realm: .*/, 'realm: "http://localhost:1/v2/token"'),
    "registry.realm",
    /http:\/\/localhost:1\/v2\/token/,
  ],
  [
    "a wrong service",
    (text: string) => text.replace(/ service: "localhost.*/, ' service: "registry.test.lan"'),
    "registry.service",
    /registry\.test\.lan/,
  ],
  [
    "a wrong issuer",
    (text: string) => text.replace(/issuer: .*/, 'issuer: "portus"'),
    "registry.issuer",
    /the issuer portus, and Portus's is localhost/,
  ],
  [
    "an events URL that nothing answers at",
    (text: string) => text.replace(/url: .*/, 'url: "http://localhost:1/v2/webhooks/events"'),
    "registry.events",
    /did not arrive/,
  ],
  [
    "deletion off",
    (text: string) => text.replace("delete: {enabled: true}", "delete: {enabled: false}"),
    "registry.delete",
    /deletes nothing/,
  ],
] as const)
  test(`${what} is named, and the line to paste repairs it`, async () => {
    const before = config();
    await lab.reconfigure(change);
    assert.notEqual(config(), before);
    await lab.reconfigure(paste(onlyProblem(id, evidence)));
    assertFine();
    assert.equal(config(), before);
  });

test("a foreign CA is named, and the CA that is printed repairs it", async () => {
  const { ca } = makeCertificate(lab, "DNS:localhost");
  writeFileSync(lab.file("ca.crt"), readFileSync(ca));
  await lab.reconfigure((text) => text);
  const [command = "", ...lines] = onlyProblem("registry.trust", /rootcertbundle has another CA/);
  assert.match(command, /^bin\/portus ca > /);
  shell(command.replace(/> .*/, `> ${lab.file("ca.crt")}`), lab.env);
  await lab.reconfigure(paste(lines));
  assertFine();
});

test("an issuer that was not tried is named beside the CA, because Distribution 2 tells neither", async () => {
  const before = config();
  await lab.reconfigure((text) => text.replace(/issuer: .*/, 'issuer: "somebody.else"'));
  const lines = onlyProblem("registry.trust", /or its issuer is one that was not tried/);
  await lab.reconfigure(paste(lines.slice(1)));
  assert.equal(config(), before);
  assertFine();
});

test("a wrong events secret is named, and the line that is printed repairs it", async () => {
  await lab.reconfigure((text) => text.replace("Bearer the events", "Bearer some other"));
  const [command = ""] = onlyProblem("registry.events-secret", /another secret/);
  await lab.reconfigure(paste([shell(command, lab.env).trimEnd()]));
  assertFine();
});

test("a certificate of an unknown CA is named, and trusting that CA repairs it", async () => {
  const { certificate, key, ca } = makeCertificate(lab, "DNS:localhost");
  await lab.reconfigure((text) =>
    text.replace("http:\n", `http:\n  tls: {certificate: ${certificate}, key: ${key}}\n`),
  );
  await lab.setEnv({ PORTUS_REGISTRY_URL: `https://localhost:${lab.ports.registry}` });
  const settings = settingsIn(onlyProblem("registry.tls", /“An unknown CA”/));
  assert.deepEqual(Object.keys(settings), ["NODE_EXTRA_CA_CERTS"]);
  await lab.setEnv({ NODE_EXTRA_CA_CERTS: ca });
  assert.deepEqual(failedOf(lab.doctor()), ["registry.clients"]); // tokens come over http
});

test("a certificate for another host is named, and the address to set repairs it", async () => {
  await lab.setEnv({ PORTUS_REGISTRY_URL: `https://127.0.0.1:${lab.ports.registry}` });
  const settings = settingsIn(onlyProblem("registry.tls", /other names: localhost/));
  assert.deepEqual(settings, { PORTUS_REGISTRY_URL: `https://localhost:${lab.ports.registry}` });
  await lab.setEnv(settings);
  assert.deepEqual(failedOf(lab.doctor()), ["registry.clients"]);
  await lab.reconfigure((text) => text.replace(/ {2}tls: .*\n/, ""));
  await lab.setEnv({ PORTUS_REGISTRY_URL: `http://localhost:${lab.ports.registry}` });
  assertFine();
});

/** Pushes an empty index as a person, to the registry by another host name than its own. */
function pushTo(host: string): void {
  const { portus, registry } = lab.ports;
  must(["bin/portus", "user", "create", "--password-stdin", "ada"], lab.env, password);
  const scope = "scope=repository:ada/app:pull,push";
  const realm = `http://localhost:${portus}/v2/token?service=localhost:${registry}&${scope}`;
  const { token } = JSON.parse(must(["curl", "-sf", "-u", `ada:${password}`, realm]));
  const type = "application/vnd.oci.image.index.v1+json";
  const index = JSON.stringify({ schemaVersion: 2, mediaType: type, manifests: [] });
  const headers = [`Host: ${host}`, `Content-Type: ${type}`, `Authorization: Bearer ${token}`];
  const address = `http://localhost:${registry}/v2/ada/app/manifests/1`;
  const put = ["curl", "-sf", "-X", "PUT", ...headers.flatMap((it) => ["-H", it])];
  must([...put, "--data-binary", index, address]);
}

test("a host name that clients use and Portus does not know is named, and the setting repairs it", async () => {
  const host = "images.test.lan";
  pushTo(host);
  await until(() => failedOf(lab.doctor()).length > 0, "the event to be ignored");
  const settings = settingsIn(onlyProblem("events.hosts", /images\.test\.lan/));
  assert.deepEqual(settings, { PORTUS_REGISTRY_EXTERNAL_HOST: host });
  await lab.setEnv(settings);
  assertFine();
});

test("a registry that is down is named, and everything that needs it is not checked", async () => {
  await lab.setEnv({ PORTUS_REGISTRY_URL: "http://localhost:1" });
  const diagnosis = lab.doctor();
  assert.deepEqual(failedOf(diagnosis), ["registry.reachable"]);
  const push = diagnosis.checks.find(({ id }) => id === "registry.push");
  assert.equal(push?.ok, null);
  await lab.setEnv({ PORTUS_REGISTRY_URL: `http://localhost:${lab.ports.registry}` });
});

test("a PORTUS_URL that leads nowhere is named, and the address to set repairs it", async () => {
  const url = lab.env.PORTUS_URL ?? "";
  await lab.setEnv({ PORTUS_URL: "http://localhost:1" });
  const settings = settingsIn(onlyProblem("url.reachable", /no answer at http:\/\/localhost:1/));
  assert.deepEqual(settings, { PORTUS_URL: url });
  await lab.setEnv(settings);
  assertFine();
});

test("a shell with another setting than the running Portus is named", () => {
  const diagnosis = diagnosisOf({ ...lab.env, PORTUS_TOKEN_TTL: "600" });
  assert.deepEqual(failedOf(diagnosis), ["replicas"]);
  const evidence = diagnosis.checks.find(({ id }) => id === "replicas")?.evidence ?? "";
  assert.match(evidence, /PORTUS_TOKEN_TTL/);
});

for (const [what, section, lines, id, evidence] of [
  [
    "a registry in read-only mode",
    "storage:",
    ["  maintenance: {readonly: {enabled: true}}"],
    "registry.push",
    /read-only mode/,
  ],
  [
    "a registry that sends lists of any length",
    "version: 0.1",
    ["catalog: {maxentries: 100000}"],
    "registry.version",
    /CVE-2023-2253/,
  ],
] as const)
  test(`${what} is named, and the line to paste repairs it`, async () => {
    await lab.reconfigure(paste(lines, section));
    await lab.reconfigure(paste(onlyProblem(id, evidence)));
    assertFine();
  });

test("a registry that asks nobody for a token is named", async () => {
  const before = config();
  await lab.reconfigure((text) => text.replace(/auth:[\s\S]*?(?=notifications:)/, ""));
  const lines = onlyProblem("registry.realm", /asks nobody for a token/);
  const printed = shell(lines[0] ?? "", lab.env);
  const [auth = ""] = /^auth:\n( .*\n)+/m.exec(printed) ?? [];
  assert.match(auth, /rootcertbundle/);
  const certificate = auth.replace(/rootcertbundle: .*/, `rootcertbundle: ${lab.file("ca.crt")}`);
  await lab.reconfigure((text) => text + certificate.replace(/.*signingalgorithms.*\n/, ""));
  assertFine();
  await lab.reconfigure(() => before);
});

test("an address that is no registry is named", async () => {
  await lab.setEnv({ PORTUS_REGISTRY_URL: lab.env.PORTUS_URL ?? "" });
  onlyProblem("registry.reachable", /leads back to Portus/);
  await lab.setEnv({ PORTUS_REGISTRY_URL: `http://localhost:${lab.ports.registry}` });
  assertFine();
});

test("wrong options end with 64, wrong settings with 2, and --help explains the exit codes", () => {
  const wrong = run(["bin/portus", "doctor", "--fixx"], lab.env);
  assert.equal(wrong.status, 64);
  assert.match(wrong.output, /bin\/portus doctor has no option --fixx/);
  assert.equal(run(["bin/portus", "doctor", "now"], lab.env).status, 64);
  const invalid = run(["bin/portus", "doctor"], { ...lab.env, PORTUS_URL: "portus" });
  assert.equal(invalid.status, 2);
  assert.match(invalid.output, /PORTUS_URL/);
  const help = run(["bin/portus", "doctor", "--help"], lab.env);
  assert.equal(help.status, 0);
  assert.match(help.output, /Exit codes/);
});

test("without a running Portus the doctor says so, and checks the rest", async () => {
  await lab.stopPortus();
  const diagnosis = lab.doctor();
  assert.deepEqual(failedOf(diagnosis), ["server"]);
  for (const id of ["registry.events", "url.reachable", "replicas"])
    assert.equal(diagnosis.checks.find((check) => check.id === id)?.ok, null, id);
  assert.equal(diagnosis.checks.find(({ id }) => id === "registry.push")?.ok, true);
  assert.equal(diagnosis.status, 1);
});

test("without its database the doctor ends with 2, and says why", () => {
  const env = { ...lab.env, DATABASE_URL: "postgresql://portus@localhost:1/portus" };
  const { status, output } = run(["bin/portus", "doctor"], env);
  assert.equal(status, 2);
  assert.match(output, /The database portus at localhost:1 can't be used/);
});
