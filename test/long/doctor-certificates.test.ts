import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { test } from "node:test";
import { makeAuthority, signedBy } from "../support/certificates.ts";
import { checkOf, failedOf, linesOf, settingsIn, startDoctorLab } from "../support/doctor-lab.ts";
import { passAddress, passHost, proxiesOf } from "../support/doctor-proxy.ts";

// Certificates of a real registry and of nginx before Portus: expired, about to expire, for other names, or missing.

const lab = await startDoctorLab();
const startProxy = proxiesOf(lab);
const authority = await makeAuthority("a CA");
const ca = lab.file("tls-ca.crt");
writeFileSync(ca, authority.pem);
await lab.setEnv({ NODE_EXTRA_CA_CERTS: ca });

const [cert, key] = [lab.file("tls.crt"), lab.file("tls.key")];
const registryUrl = { http: `http://localhost:${lab.ports.registry}`, https: "" };
registryUrl.https = registryUrl.http.replace("http", "https");

async function writeCertificate(days: number, names = ["localhost"]): Promise<void> {
  const made = await signedBy(authority, { names, days });
  writeFileSync(cert, made.cert);
  writeFileSync(key, made.key);
}

const assertFine = () => assert.deepEqual(failedOf(lab.doctor()), []);

/** What the doctor finds, which is only this. */
function onlyProblem(id: string, evidence: RegExp) {
  const diagnosis = lab.doctor();
  assert.deepEqual(failedOf(diagnosis), [id]);
  const check = checkOf(diagnosis, id);
  assert.match(check.evidence, evidence);
  return check.cure;
}

test("a registry without TLS at an https address is named, and the address to set repairs it", async () => {
  await lab.setEnv({ PORTUS_REGISTRY_URL: registryUrl.https });
  const cure = onlyProblem("registry.tls", /does not speak TLS/);
  const settings = settingsIn(cure);
  assert.deepEqual(settings, { PORTUS_REGISTRY_URL: registryUrl.http });
  await lab.setEnv(settings);
  assertFine();
});

test("an expired certificate of the registry is named, then one that expires soon, and a new one repairs it", async () => {
  await writeCertificate(-2);
  await lab.reconfigure((text) =>
    text.replace("http:\n", `http:\n  tls: {certificate: ${cert}, key: ${key}}\n`),
  );
  await lab.setEnv({ PORTUS_REGISTRY_URL: registryUrl.https });
  const cure = onlyProblem("registry.tls", /^The certificate of localhost:\d+ ended on \d{4}-/);
  assert.deepEqual(cure, ["Renew the registry's certificate and restart the registry."]);

  await writeCertificate(5);
  await lab.reconfigure((text) => text);
  const soon = lab.doctor();
  assert.deepEqual(failedOf(soon), ["registry.tls", "registry.clients"]);
  assert.match(checkOf(soon, "registry.tls").evidence, /ends on \d{4}-\d\d-\d\d, in 4 days/);

  await writeCertificate(60);
  await lab.reconfigure((text) => text);
  assert.deepEqual(failedOf(lab.doctor()), ["registry.clients"]); // tokens still come over http
});

test("tokens over http for a registry with TLS are named with the clients that refuse them, until Portus has TLS, too", async () => {
  const cure = onlyProblem("registry.clients", /crane/);
  assert.deepEqual(cure.slice(1), ["bin/portus registry-config --proxy nginx"]);

  const url = await serve("localhost", 60);
  await lab.reconfigure((text) => text.replace(/realm: .*/, `realm: "${url}/v2/token"`));
  await lab.setEnv({ PORTUS_URL: url, PORTUS_TRUST_PROXY: "1" });
  assertFine();
});

/** nginx with TLS in front of Portus, with a certificate for a name that ends in so many days. */
async function serve(name: string, days: number, port?: number): Promise<string> {
  const { cert, key } = await signedBy(authority, { names: [name], days });
  const [certificate, its] = [lab.file("proxy.crt"), lab.file("proxy.key")];
  writeFileSync(certificate, cert);
  writeFileSync(its, key);
  const tls = `ssl_certificate ${certificate}; ssl_certificate_key ${its};`;
  const headers = `${passHost} ${passAddress} proxy_set_header X-Forwarded-Proto $scheme;`;
  const portus = `proxy_pass http://127.0.0.1:${lab.ports.portus};`;
  return startProxy(`${headers} location / { ${portus} }`, { tls, ...(port && { port }) });
}

test("an expired certificate of PORTUS_URL is named, then one that expires soon, and a new one repairs it", async () => {
  await lab.reconfigure((text) => text.replace(/ {2}tls: .*\n/, ""));
  const url = await serve("localhost", -2);
  const port = Number(new URL(url).port);
  await lab.setEnv({
    PORTUS_URL: url,
    PORTUS_TRUST_PROXY: "1",
    PORTUS_REGISTRY_URL: registryUrl.http,
  });
  const cure = onlyProblem("url.tls", /^The certificate of localhost:\d+ ended on \d{4}-/);
  assert.match(cure[0] ?? "", /^Renew the certificate of the proxy/);

  await serve("localhost", 5, port);
  onlyProblem("url.tls", /ends on \d{4}-\d\d-\d\d, in 4 days/);

  await serve("localhost", 60, port);
  assertFine();
});

test("a certificate of PORTUS_URL for another name is named, and the address to set repairs it", async () => {
  const url = await serve("127.0.0.1", 60);
  await lab.setEnv({ PORTUS_URL: url });
  const diagnosis = lab.doctor();
  assert.deepEqual(failedOf(diagnosis), ["url.tls"]);
  assert.match(checkOf(diagnosis, "url.tls").evidence, /for other names: 127\.0\.0\.1/);
  const settings = settingsIn(linesOf(diagnosis, "url.tls"));
  assert.deepEqual(settings, { PORTUS_URL: url.replace("localhost", "127.0.0.1") });
  await lab.setEnv({ ...settings, PORTUS_ISSUER: "localhost" }); // as the registry's config has it
  assertFine();
});

test("a proxy with TLS that Portus does not trust is named twice, with the setting that repairs both", async () => {
  await lab.setEnv({ PORTUS_URL: await serve("localhost", 60), PORTUS_TRUST_PROXY: "off" });
  const diagnosis = lab.doctor();
  assert.deepEqual(failedOf(diagnosis), ["url.protocol", "url.address"]);
  const { evidence } = checkOf(diagnosis, "url.protocol");
  assert.match(evidence, /says https in X-Forwarded-Proto, and Portus does not believe it/);
  for (const id of ["url.protocol", "url.address"])
    assert.deepEqual(settingsIn(linesOf(diagnosis, id)), { PORTUS_TRUST_PROXY: "127.0.0.1" });
  await lab.setEnv({ PORTUS_TRUST_PROXY: "127.0.0.1" });
  assertFine();
});
