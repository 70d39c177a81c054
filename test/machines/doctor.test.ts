import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { diskChecks } from "../../src/operations/doctor/instance/disk.ts";
import { runChecks } from "../../src/operations/doctor/run-checks.ts";
import {
  checkOf,
  diagnosisOf,
  failedOf,
  linesOf,
  makeCertificate,
  settingsIn,
  shell,
  startDoctorLab,
  startPortus,
} from "../support/doctor-lab.ts";
import { passAddress, passHost, proxiesOf } from "../support/doctor-proxy.ts";
import { byClock, byFakeTime } from "../support/lab/faults.ts";
import { freePort, must, type Started, typescript } from "../support/processes.ts";
import { startRegistry } from "../support/registry.ts";

// What needs another clock, a proxy or a small disk, and so root.

const lab = await startDoctorLab();
const started: Started[] = [];
after(async () => {
  for (const program of started) await program.stop("SIGKILL");
});

for (const [off, evidence] of [
  ["+600", /10 minutes ahead of Portus's/],
  ["-600", /10 minutes behind Portus's/],
] as const)
  test(`a registry whose clock is off by ${off} seconds is named, and the right time repairs it`, async () => {
    await lab.reconfigure((text) => text, byClock(`${off}s`));
    const diagnosis = lab.doctor();
    assert.deepEqual(failedOf(diagnosis), ["registry.clock"]);
    const clock = diagnosis.checks.find(({ id }) => id === "registry.clock");
    assert.match(clock?.evidence ?? "", evidence);
    assert.match(clock?.cure.join("\n") ?? "", /timedatectl set-ntp true/);
    await lab.reconfigure((text) => text);
    assert.deepEqual(failedOf(lab.doctor()), []);
  });

test("a replica with another clock is named, and the right time repairs it", async () => {
  const port = await freePort();
  const options = { before: byFakeTime("+600s") };
  const replica = await startPortus({ ...lab.env, PORT: `${port}` }, port, options);
  started.push(replica);
  const diagnosis = lab.doctor();
  assert.deepEqual(failedOf(diagnosis), ["replicas"]);
  const { evidence, cure } = checkOf(diagnosis, "replicas");
  assert.match(evidence, new RegExp(`\\(${replica.pid}\\): its clock\\.$`));
  assert.match(cure[0] ?? "", /restart those that differ/);
  await replica.stop();
  assertFine();
});

test("a clock that differs from the database's is named, and the right time repairs it", () => {
  const diagnosis = diagnosisOf(lab.env, [], byFakeTime("-600s"));
  assert.deepEqual(failedOf(diagnosis), [
    "registry.clock",
    "url.reachable", // the instance proves who it is with a time
    "replicas",
    "database.clock",
  ]);
  assert.match(checkOf(diagnosis, "url.reachable").evidence, /or its clock is far from/);
  const { evidence, cure } = checkOf(diagnosis, "database.clock");
  assert.match(evidence, /^The database's clock is 10 minutes ahead of Portus's/);
  assert.match(cure.join("\n"), /timedatectl set-ntp true/);
  assertFine();
});

const portus = () => `proxy_pass http://127.0.0.1:${lab.ports.portus};`;
const startProxy = proxiesOf(lab);

const only = (id: string) => {
  const diagnosis = lab.doctor();
  assert.deepEqual(failedOf(diagnosis), [id]);
  return linesOf(diagnosis, id);
};

const assertFine = () => assert.deepEqual(failedOf(lab.doctor()), []);

test("two registries at one address that share no storage are named, and one storage repairs it", async () => {
  const address = (port: number) => `http://127.0.0.1:${port}`;
  const other = await startRegistry({
    portus: lab.env.PORTUS_URL ?? "",
    ca: readFileSync(lab.file("ca.crt"), "utf8"),
    issuer: "localhost",
    eventsSecret: lab.env.PORTUS_EVENTS_SECRET ?? "",
    service: lab.env.PORTUS_REGISTRY_HOST ?? "",
  });
  started.push(other);
  const first = `proxy_pass ${address(lab.ports.registry)};`;
  const second = `if ($request_method = GET) { proxy_pass ${other.url}; }`;
  const both = `location / { ${first} } location ~ /manifests/ { ${second} ${first} }`;
  await lab.setEnv({ PORTUS_REGISTRY_URL: await startProxy(`${passHost} ${both}`) });
  only("registry.pull");
  await lab.setEnv({ PORTUS_REGISTRY_URL: address(lab.ports.registry) });
  assertFine();
});

test("a proxy that replaces the host name is named, and its line repairs it", async () => {
  await lab.setEnv({ PORTUS_URL: await startProxy(`location / { ${portus()} }`) });
  const lines = only("url.host");
  assert.deepEqual(lines, [passHost]);
  await lab.setEnv({ PORTUS_URL: await startProxy(`${lines} location / { ${portus()} }`) });
  assertFine();
});

test("a proxy that is trusted and passes on what clients claim is named, and its line repairs it", async () => {
  const url = await startProxy(`${passHost} location / { ${portus()} }`);
  await lab.setEnv({ PORTUS_URL: url, PORTUS_TRUST_PROXY: "1" });
  const lines = only("url.address");
  const repaired = `${passHost} ${lines} location / { ${portus()} }`;
  await lab.setEnv({ PORTUS_URL: await startProxy(repaired) });
  assertFine();
});

test("a proxy that is not trusted is named, and the setting repairs it", async () => {
  const forwarding = `${passHost} ${passAddress}`;
  const url = await startProxy(`${forwarding} location / { ${portus()} }`);
  await lab.setEnv({ PORTUS_URL: url, PORTUS_TRUST_PROXY: "off" });
  const settings = settingsIn(only("url.address"));
  assert.deepEqual(settings, { PORTUS_TRUST_PROXY: "127.0.0.1" });
  await lab.setEnv(settings);
  assertFine();
});

test("HTTPS at a proxy: an unknown CA and a missing scheme are named, and repaired", async () => {
  const { certificate, key, ca } = makeCertificate(lab, "DNS:localhost");
  const tls = `ssl_certificate ${certificate}; ssl_certificate_key ${key};`;
  const headers = `${passHost} ${passAddress}`;
  const url = await startProxy(`${headers} location / { ${portus()} }`, { tls });
  await lab.setEnv({ PORTUS_URL: url, PORTUS_TRUST_PROXY: "1" });
  assert.deepEqual(Object.keys(settingsIn(only("url.tls"))), ["NODE_EXTRA_CA_CERTS"]);

  await lab.setEnv({ NODE_EXTRA_CA_CERTS: ca });
  const lines = only("url.protocol");
  const repaired = `${headers} ${lines} location / { ${portus()} }`;
  await lab.setEnv({ PORTUS_URL: await startProxy(repaired, { tls }) });
  assertFine();
});

test("a proxy without the rules for referrers and catalogue is named, and the printed rules repair it", async () => {
  const registry = `proxy_pass http://127.0.0.1:${lab.ports.registry};`;
  const headers = `${passHost} ${passAddress}`;
  const required = `location = /v2/token { ${portus()} } location = /v2/webhooks/events { ${portus()} }`;
  const pages = `location / { ${portus()} } location /v2/ { ${registry} }`;
  const url = await startProxy(`${headers} ${required} ${pages}`);
  await shareHost(url);
  const diagnosis = lab.doctor();
  assert.deepEqual(failedOf(diagnosis), ["proxy.referrers", "proxy.catalogue"]);
  const printed = shell(linesOf(diagnosis, "proxy.referrers")[0] ?? "", lab.env);
  const rule = printed.split("\n").find((line) => line.includes("location ~")) ?? "";
  assert.match(rule, /referrers/);
  const rules = rule.replace("http://portus", `http://127.0.0.1:${lab.ports.portus}`);
  await shareHost(await startProxy(`${headers} ${pages} ${rules}`));
  assertFine();
});

/** Gives Portus and the registry the host of the proxy. */
async function shareHost(url: string): Promise<void> {
  const { host } = new URL(url);
  await lab.reconfigure((text) =>
    text
      .replace(/ service: "localhost.*/, ` service: "${host}"`)
      .replace(/realm: .*/, `realm: "${url}/v2/token"`),
  );
  await lab.setEnv({ PORTUS_URL: url, PORTUS_REGISTRY_HOST: host, PORTUS_TRUST_PROXY: "1" });
}

test("a data directory on a read-only file system is named, and the line to paste repairs it", async () => {
  const directory = lab.file("read-only");
  must(["mkdir", directory]);
  must(["mount", "-t", "tmpfs", "-o", "ro,size=2m", "tmpfs", directory]);
  try {
    const disk = () => runChecks(diskChecks(directory));
    const [found] = await disk();
    assert.deepEqual([found?.id, found?.ok], ["data-directory", false]);
    assert.match(found?.evidence ?? "", /can't be written \(EROFS\)/);
    must(["sh", "-c", found?.cure[1] ?? ""]);
    assert.equal((await disk())[0]?.ok, true);
  } finally {
    must(["umount", directory]);
  }
});

test("a data directory of another account is named with the line that changes its owner", () => {
  const directory = lab.file("foreign");
  must(["chmod", "711", lab.directory]); // others may pass, so that only the data directory is closed
  must(["mkdir", "-m", "700", directory]);
  const script = `
    const { diskChecks } = await import("./src/operations/doctor/instance/disk.ts");
    const { runChecks } = await import("./src/operations/doctor/run-checks.ts");
    console.log(JSON.stringify(await runChecks(diskChecks(${JSON.stringify(directory)}))));`;
  const node = [process.execPath, ...typescript, "--input-type=module", "--eval", script];
  const asNobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
  const [found] = JSON.parse(must([...asNobody, ...node]));
  assert.deepEqual([found.id, found.ok], ["data-directory", false]);
  assert.match(found.evidence, /can't be written \(EACCES\)/);
  assert.deepEqual(found.cure.slice(1), [`chown -R portus ${directory}`]);
  must(["chown", "65534", directory]);
  assert.equal(JSON.parse(must([...asNobody, ...node]))[0].ok, true);
});

test("a full disk is named, and space repairs it", async () => {
  const small = lab.file("small");
  must(["mkdir", small]);
  must(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", small]);
  try {
    const disk = () => runChecks(diskChecks(small));
    writeFileSync(join(small, "large"), Buffer.alloc(2_000_000));
    assert.deepEqual(
      (await disk()).map(({ ok }) => ok),
      [true, false],
    );
    rmSync(join(small, "large"));
    assert.deepEqual(
      (await disk()).map(({ ok }) => ok),
      [true, true],
    );
  } finally {
    must(["umount", small]);
  }
});
