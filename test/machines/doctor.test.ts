import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { diskChecks } from "../../src/operations/doctor/instance/disk.ts";
import { runChecks } from "../../src/operations/doctor/run-checks.ts";
import {
  failedOf,
  linesOf,
  makeCertificate,
  settingsIn,
  shell,
  startDoctorLab,
} from "../support/doctor-lab.ts";
import { byClock } from "../support/lab/faults.ts";
import { freePort, must, run, type Started, start } from "../support/processes.ts";
import { startRegistry } from "../support/registry.ts";
import { until } from "../support/waiting.ts";

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

const portus = () => `proxy_pass http://127.0.0.1:${lab.ports.portus};`;
const passHost = "proxy_set_header Host $http_host;";

/** nginx with these directives at a new port. */
async function startProxy(directives: string, { tls = "" } = {}): Promise<string> {
  const port = await freePort();
  const temp = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `${name}_temp_path ${lab.file(name)};`)
    .join(" ");
  const listen = `listen 127.0.0.1:${port}${tls ? " ssl" : ""}; ${tls}`;
  const main = `daemon off; pid ${lab.file(`${port}.pid`)}; error_log stderr; events {}`;
  const file = lab.file(`${port}.conf`);
  writeFileSync(
    file,
    `${main}\nhttp { access_log off; ${temp}\nserver { ${listen} ${directives} } }\n`,
  );
  const program = start(["nginx", "-e", "stderr", "-c", file]);
  started.push(program);
  const url = `${tls ? "https" : "http"}://localhost:${port}`;
  const answers = () => run(["curl", "-sk", "-o", "/dev/null", `${url}/healthz`]).status === 0;
  await until(answers, `nginx to serve; it said ${program.said()}`);
  return url;
}

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
  const forwarding = `${passHost} proxy_set_header X-Forwarded-For $remote_addr;`;
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
  const headers = `${passHost} proxy_set_header X-Forwarded-For $remote_addr;`;
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
  const headers = `${passHost} proxy_set_header X-Forwarded-For $remote_addr;`;
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
