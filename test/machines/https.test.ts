import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startEngine } from "../support/clients/docker-engine.ts";
import { artifactLayout, imageLayout, type Layout } from "../support/clients/oci-layouts.ts";
import { password } from "../support/clients/people.ts";
import { madeFile } from "../support/made-file.ts";
import { testDatabaseUrl } from "../support/postgres.ts";
import {
  answersWhile,
  freePort,
  must,
  root,
  run,
  type Started,
  start,
  typescript,
} from "../support/processes.ts";
import { type RealRegistry, startRegistry } from "../support/registry.ts";
import { until } from "../support/waiting.ts";

// Portus and a real registry at one host name with TLS, behind deploy/Caddyfile and deploy/nginx.conf.

const folder = mkdtempSync(join(tmpdir(), "portus-https-"));
const read = (path: string) => readFileSync(join(root, path), "utf8");
const started: Started[] = [];
const engine = await startEngine();
let portus = "";
let settings: Record<string, string> = {};
let registry: RealRegistry;
let host = "";

after(async () => {
  for (const program of started.reverse()) await program.stop();
  rmSync(folder, { recursive: true, force: true });
});

before(async () => {
  const [port, tls, registryPort] = [await freePort(), await freePort(), await freePort()];
  host = `localhost:${tls}`;
  const env = {
    PORT: `${port}`,
    HOST: "127.0.0.1",
    DATABASE_URL: await testDatabaseUrl(),
    PORTUS_DATA_DIR: join(folder, "data"),
    PORTUS_URL: `https://${host}`,
    PORTUS_REGISTRY_HOST: host,
    PORTUS_REGISTRY_URL: `http://127.0.0.1:${registryPort}`,
    PORTUS_EVENTS_SECRET: "the events secret of this test",
    PORTUS_TRUST_PROXY: "1",
    PORTUS_LOG_LEVEL: "info",
  };
  portus = `127.0.0.1:${port}`;
  settings = env;
  const serving = start([process.execPath, ...typescript, "src/main/server.ts"], env);
  started.push(serving);
  const ready = () => answersWhile(serving, `http://${portus}/readyz`, 200);
  await until(ready, "Portus to be ready", 60_000);
  registry = await startRegistry({
    portus: `https://${host}`,
    eventsUrl: `http://${portus}/v2/webhooks/events`,
    ca: readFileSync(join(folder, "data/ca.crt"), "utf8"),
    issuer: "localhost",
    eventsSecret: env.PORTUS_EVENTS_SECRET,
    port: registryPort,
    service: host,
  });
  started.push(registry);
  must(["bin/portus", "user", "create", "--password-stdin", "alice"], env, password);
});

function caddy(): string[] {
  const file = join(folder, "Caddyfile");
  const site = read("deploy/Caddyfile").replace(
    "{$PORTUS_HOST} {",
    "{$PORTUS_HOST} {\n\ttls internal",
  );
  writeFileSync(
    file,
    `{\n\tadmin off\n\tskip_install_trust\n\tauto_https disable_redirects\n}\n${site}`,
  );
  return ["caddy", "run", "--adapter", "caddyfile", "--config", file];
}

function nginx(): string[] {
  const [key, certificate] = [join(folder, "tls.key"), join(folder, "tls.crt")];
  const name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  must([
    "openssl",
    "req",
    "-x509",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-keyout",
    key,
    "-out",
    certificate,
    ...name,
  ]);
  const site = read("deploy/nginx.conf")
    .replace("server portus:3000", `server ${portus}`)
    .replace("server registry:5000", `server ${registry.host}`)
    .replace("listen 443", `listen 127.0.0.1:${host.split(":")[1]}`)
    .replace("portus.example.org", "localhost")
    .replace("/etc/nginx/portus.crt", certificate)
    .replace("/etc/nginx/portus.key", key);
  const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (path) => `${path}_temp_path ${folder}/${path};`,
  );
  const file = join(folder, "nginx.conf");
  const main = `daemon off; pid ${folder}/nginx.pid; error_log stderr; events {}\n`;
  writeFileSync(file, `${main}http { access_log off; ${paths.join(" ")}\n${site}\n}`);
  return ["nginx", "-e", "stderr", "-c", file];
}

for (const [name, command] of [
  ["Caddy", caddy],
  ["nginx", nginx],
] as const)
  test(`behind ${name}, one host name serves pages, tokens, events, images and referrers`, async () => {
    const env = {
      HOME: folder,
      XDG_DATA_HOME: folder,
      XDG_CONFIG_HOME: folder,
      PORTUS_HOST: host,
      PORTUS_UPSTREAM: portus,
      REGISTRY_UPSTREAM: registry.host,
    };
    const proxy = start(command(), env);
    started.push(proxy);
    const curl = ["curl", "--silent", "--insecure", "--include", "--request"];
    const ask = (path: string, method = "GET", ...more: string[]) =>
      run([...curl, method, ...more, `https://${host}${path}`]).output;
    await until(() => /^HTTP\S+ 200/.test(ask("/healthz")), `${name} to serve: ${proxy.said()}`);

    assert.match(ask("/sign-in"), /<html/);
    assert.match(
      ask("/v2/"),
      new RegExp(`401[\\s\\S]*realm="https://${host}/v2/token",service="${host}"`),
    );
    assert.match(ask(`/v2/token?service=${host}`), /"token":/);
    assert.match(ask("/v2/webhooks/events", "POST"), /^HTTP\S+ 401/);
    const image = `alice/behind-${name.toLowerCase()}`;
    docker(image);
    const subject = attach(image, name);

    const api = ["curl", "--silent", "--insecure", "--user", `alice:${password}`];
    const known = () => must([...api, `https://${host}/api/v1/repositories`]).includes(image);
    await until(known, `Portus to know ${image}`);
    const scope = `repository:${image}:pull`;
    const asked = must([...api, `https://${host}/v2/token?service=${host}&scope=${scope}`]);
    const bearer = `Authorization: Bearer ${JSON.parse(asked).token}`;
    const referrers = () => ask(`/v2/${image}/referrers/${subject}`, "GET", "--header", bearer);
    await until(() => referrers().includes(sbom), `the SBOM to be found: ${referrers()}`);
    assert.match(referrers(), /^HTTP\S+ 200[\s\S]*application\/vnd\.oci\.image\.index/);
    assert.match(ask(`/v2/${image}/tags/list`, "GET", "--header", bearer), /"tags":\["latest"/);
    if (name === "nginx") trustItsAuthority();
    await proxy.stop();
  });

const sbom = "application/spdx+json";

/** Without --tls-verify=false, skopeo logs in only after the made script has installed the authority. */
function trustItsAuthority(): void {
  const env = { HOME: folder, REGISTRY_AUTH_FILE: join(folder, "trusted.json") };
  const login = () =>
    run(["skopeo", "login", "--username", "alice", "--password-stdin", host], env, password);
  const options = ["--ca", join(folder, "tls.crt")];
  const script = madeFile(["certs.d", ...options], settings);
  const folders = ["docker", "containers", "containerd"].map((it) => `/etc/${it}/certs.d/${host}`);

  assert.match(login().output, /certificate/);
  must(["sh", "-c", script]);
  try {
    const { status, output } = login();
    assert.equal(status, 0, output);
  } finally {
    for (const installed of folders) rmSync(installed, { recursive: true });
  }
}

/** Logs in, pushes and pulls with a docker engine, which accepts any certificate from a local address. */
function docker(image: string): void {
  if ("why" in engine) throw new Error(engine.why);
  const run = (words: string[], input?: string) =>
    must(["docker", "--host", engine.host, ...words], { HOME: join(folder, "docker") }, input);
  const { directory } = imageLayout(join(folder, image), `an image called ${image}`);
  const archive = join(folder, `${image}.tar`);
  const to = `docker-archive:${archive}:${host}/${image}:latest`;
  must(["skopeo", "--insecure-policy", "copy", `oci:${directory}`, to]);

  run(["load", "--input", archive]);
  run(["login", "--username", "alice", "--password-stdin", host], password);
  run(["push", `${host}/${image}`]);
  run(["image", "rm", `${host}/${image}`]);
  run(["pull", `${host}/${image}`]);
}

/** Pushes an image by skopeo, attaches an SBOM, and returns the digest of the image. */
function attach(image: string, name: string): string {
  const login = { HOME: folder, REGISTRY_AUTH_FILE: join(folder, `${name}.json`) };
  const who = ["--username", "alice", "--password-stdin", host];
  must(["skopeo", "login", "--tls-verify=false", ...who], login, password);
  const flags = ["--preserve-digests", "--dest-tls-verify=false"];
  const copy = ({ directory }: Layout, tag: string) =>
    must(
      [
        "skopeo",
        "--insecure-policy",
        "copy",
        ...flags,
        `oci:${directory}`,
        `docker://${host}/${image}:${tag}`,
      ],
      login,
    );
  const subject = imageLayout(join(folder, name), `an image behind ${name}`);
  copy(subject, "latest");
  copy(artifactLayout(join(folder, `${name}-sbom`), "its parts", sbom, subject.root), "sbom");
  return subject.root.digest;
}
