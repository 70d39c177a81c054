import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { commands, fullHelpOf } from "../../../src/main/commands.ts";
import { config } from "../../../src/platform/config/config.ts";
import { caddyConfig } from "../../../src/registry/proxy/caddy.ts";
import { haproxyConfig } from "../../../src/registry/proxy/haproxy.ts";
import { nginxConfig } from "../../../src/registry/proxy/nginx.ts";
import { proxyConfig, proxyNote } from "../../../src/registry/proxy/print.ts";
import { portusPaths, proxyRules, type Site } from "../../../src/registry/proxy/rules.ts";

const site: Site = {
  host: "portus.example.org",
  port: 443,
  https: true,
  portus: "portus:3000",
  registry: "registry:5000",
  registryHttps: false,
  pages: true,
};
const proxies = ["nginx", "caddy", "traefik", "haproxy"];
const folder = mkdtempSync(join(tmpdir(), "portus-proxy-"));
after(() => rmSync(folder, { recursive: true, force: true }));

test("the files in deploy/ are what registry-config --proxy prints", () => {
  const read = (name: string) => readFileSync(`deploy/${name}`, "utf8");

  assert.equal(read("nginx.conf"), nginxConfig(site));
  const variables = {
    host: "{$PORTUS_HOST}",
    portus: "{$PORTUS_UPSTREAM:portus:3000}",
    registry: "{$REGISTRY_UPSTREAM:registry:5000}",
  };
  assert.equal(read("Caddyfile"), caddyConfig({ ...site, ...variables }));
});

test("the rules send to Portus what Portus answers, and nothing that the registry answers", () => {
  const ingress = readFileSync("deploy/kubernetes/ingress.yaml", "utf8");
  const [, own = ""] = /path: (\S+\$)$/m.exec(ingress) ?? [];
  const rule = new RegExp(portusPaths);
  const inCluster = new RegExp(`^${own}|^/v1/`); // the rest there is Portus's, too
  for (const path of [
    "/v2/token",
    "/v2/webhooks/events",
    "/v2/_catalog",
    "/v2/app/tags/list",
    "/v2/a/b/c/tags/list",
    "/v2/tags/list/tags/list",
    "/v2/a/b/referrers/sha256:abc",
    "/v1/_ping",
    "/v1/search",
  ])
    for (const one of [rule, inCluster]) assert.match(path, one);
  for (const path of [
    "/v2/",
    "/v2/token/manifests/latest",
    "/v2/_catalog/blobs/sha256:abc",
    "/v2/a/tags/list/manifests/latest",
    "/v2/a/referrers/sha256:abc/manifests/latest",
    "/v2/a/manifests/list",
    "/v2/tags/list",
    "/v1/repositories/a/images",
    "/search",
  ])
    for (const one of [rule, inCluster])
      if (path.startsWith("/v2/") || one === rule) assert.doesNotMatch(path, one);
});

for (const proxy of proxies)
  test(`registry-config --proxy ${proxy} prints every rule for this instance`, () => {
    const text = proxyConfig(proxy, { registry: "10.0.0.7:5001" });

    assert.ok(text.includes(portusPaths));
    for (const { path } of proxyRules) assert.ok(text.includes(`#   ${path} `), path);
    if (proxy !== "haproxy") assert.match(text, /registry\.test\.lan/);
    assert.match(text, /127\.0\.0\.1:\d+/);
    assert.match(text, /10\.0\.0\.7:5001/);
    assert.doesNotMatch(text, /pages, to Portus/); // they have a host name of their own here
  });

test("registry-config refuses a proxy that it does not know, and an upstream that is none", () => {
  assert.throws(() => proxyConfig("apache", {}), /nginx, caddy, traefik, haproxy/);
  for (const portus of ["portus", "http://portus:3000", "portus:3000/x", "a;b:80", "a:99999"])
    assert.throws(() => proxyConfig("nginx", { portus }), /must be host:port/);
});

test("registry-config --proxy says when the proxy would forward to itself", () => {
  const own = config.registry.host;
  for (const registry of [own, own.toUpperCase()])
    assert.match(proxyNote({ registry }) ?? "", /--registry-upstream/);
  assert.equal(proxyNote({ registry: "10.0.0.7:5000" }), null);
});

test("registry-config --proxy refuses the options of config.yml, which it would ignore", async () => {
  const command = commands.find(({ name }) => name === "registry-config");
  for (const option of ["listen", "storage", "certificate", "events-url", "into", "registry"])
    await assert.rejects(
      async () => command?.run([], { proxy: "nginx", [option]: "x" }, (work) => work()),
      new RegExp(`--${option} .* without --proxy`),
    );
});

test("registry-config --help names the rules and the options", () => {
  const command = commands.find(({ name }) => name === "registry-config");
  assert.ok(command);
  const help = fullHelpOf(command);

  for (const { path, does } of proxyRules) assert.ok(help.includes(path) && help.includes(does));
  for (const option of Object.keys(command.options ?? {}))
    assert.ok(help.includes(`    --${option} `) || help.includes(`, --${option} `), option);
});

/** Whether a proxy that is on this machine takes a configuration. A missing one is said aloud. */
describe("the proxies take what is printed for them", () => {
  for (const https of [false, true])
    for (const pages of [false, true])
      test(`haproxy, ${https ? "https" : "http"}, ${pages ? "with" : "without"} pages`, (t) => {
        if (spawnSync("haproxy", ["-v"]).error) return t.skip("haproxy is not on this machine");
        const file = join(folder, "haproxy.cfg");
        const local = { portus: "127.0.0.1:3000", registry: "127.0.0.1:5000" };
        const text = haproxyConfig({ ...site, ...local, https, pages });
        writeFileSync(file, text.replace("/etc/haproxy/portus.pem", certificate()));

        const { status, stderr, stdout } = spawnSync("haproxy", ["-c", "-f", file]);

        assert.equal(status, 0, `${stdout}${stderr}`);
      });
});

function certificate(): string {
  const [key, crt, pem] = ["key", "crt", "pem"].map((ending) => join(folder, `tls.${ending}`));
  const words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost"];
  spawnSync("openssl", [...words, "-keyout", key ?? "", "-out", crt ?? ""]);
  writeFileSync(pem ?? "", readFileSync(key ?? "", "utf8") + readFileSync(crt ?? "", "utf8"));
  return pem ?? "";
}
