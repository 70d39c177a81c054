import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import type { Instance } from "../../../src/operations/configure/instance.ts";
import { type Chosen, makeFile } from "../../../src/operations/configure/kind.ts";
import { kinds } from "../../../src/operations/configure/kinds.ts";
import { readYaml } from "../../support/lab/yaml.ts";
import { instances } from "./instances.ts";

// Every file is read by a parser of its format, and says there what the instance says.

const fileOf = (name: string, instance: Instance, chosen: Chosen = {}) => {
  const kind = kinds.find((it) => it.name === name) ?? assert.fail(name);
  return makeFile(kind, chosen, instance).text;
};
const yaml = (name: string, instance: Instance, chosen?: Chosen) =>
  readYaml(fileOf(name, instance, chosen));

const username = `o'neill "x" $HOME \${{ secrets.OTHER }} \\ #: '''`;

/** What is at a path in parsed text. */
function at(value: unknown, ...path: (string | number)[]): unknown {
  const inner = (of: unknown, key: string | number) =>
    Object.entries(of ?? {}).find(([name]) => name === String(key))?.[1];
  return path.reduce(inner, value);
}

function toml(text: string): unknown {
  const program = "import json, sys, tomllib; print(json.dumps(tomllib.loads(sys.stdin.read())))";
  return JSON.parse(execFileSync("python3", ["-c", program], { input: text, encoding: "utf8" }));
}

for (const [where, instance] of Object.entries(instances))
  describe(where, () => {
    const { host, settings, url } = instance;
    const config = (of: unknown) => ({
      token: at(of, "auth", "token"),
      events: at(of, "notifications", "endpoints", 0),
      deletes: at(of, "storage", "delete", "enabled"),
    });

    test("the registry's config.yml has the realm, the service, the issuer and the events of the instance", () => {
      for (const registry of ["2", "3"]) {
        const [parsed] = yaml("registry", instance, { registry });
        const { token, events, deletes } = config(parsed);

        assert.deepEqual(
          [at(token, "realm"), at(token, "service"), at(token, "issuer")],
          [`${url}/v2/token`, host, settings.issuer],
        );
        assert.equal(at(events, "url"), `${url}/v2/webhooks/events`);
        const bearer = [`Bearer ${settings.eventsSecret}`];
        assert.deepEqual(at(events, "headers", "Authorization"), bearer);
        assert.equal(deletes, true);
      }
    });

    test("Helm's values have the same configuration as the registry's config.yml", () => {
      const [values] = yaml("helm", instance);
      const [own] = yaml("registry", instance, {
        listen: ":5000",
        storage: "/var/lib/registry",
        certificate: "/etc/portus/portus.crt",
      });

      assert.deepEqual(at(values, "configData"), own);
      assert.equal(at(values, "secrets", "haSharedSecret"), settings.httpSecret);
    });

    test("compose's Portus has the addresses, and its variables are none", () => {
      for (const tls of ["none", "caddy", "proxy"]) {
        const text = fileOf("compose", instance, { tls });
        const [parsed] = readYaml(text);
        const environment = at(parsed, "services", "portus", "environment");

        assert.equal(at(environment, "PORTUS_URL"), url);
        assert.equal(at(environment, "PORTUS_REGISTRY_HOST"), host);
        const issuer = String(at(environment, "PORTUS_ISSUER") ?? new URL(url).hostname);
        assert.equal(issuer.replaceAll("$$", "$"), settings.issuer);
        assert.doesNotMatch(text.replaceAll("$$", ""), /\$/);
        const caddyfile = at(parsed, "configs", "caddyfile", "content");
        assert.equal(caddyfile !== undefined, tls === "caddy");
      }
    });

    test("the manifests of Kubernetes have the addresses", () => {
      const all = yaml("kubernetes", instance);
      const of = (kind: string) => all.find((it) => at(it, "kind") === kind);
      const names = [new URL(`http://${host}`).hostname, new URL(url).hostname];
      const rules = at(of("Ingress"), "spec", "rules") as { host?: string }[];

      assert.equal(at(of("ConfigMap"), "data", "PORTUS_URL"), url);
      assert.equal(at(of("ConfigMap"), "data", "PORTUS_REGISTRY_HOST"), host);
      assert.deepEqual(
        rules.map((rule) => rule.host),
        [...new Set(names)].map((name) => (name.startsWith("[") ? undefined : name)),
      );
      assert.equal(at(of("Ingress"), "spec", "tls") !== undefined, /^https:\/\/[^[]/.test(url));
    });

    test("Traefik's file has routers and services, and no key that Traefik lacks", () => {
      const [parsed] = yaml("traefik", instance, { resolver: "letsencrypt" });
      const routers = Object.values(Object(at(parsed, "http", "routers")));
      const services = Object.values(Object(at(parsed, "http", "services")));
      const keys = (list: unknown[]) => [...new Set(list.flatMap((it) => Object.keys(Object(it))))];

      assert.deepEqual(keys([parsed, at(parsed, "http")]), ["http", "routers", "services"]);
      const tls = url.startsWith("https:") ? ["tls"] : [];
      assert.deepEqual(keys(routers), ["rule", "priority", "service", ...tls]);
      assert.deepEqual(keys(services), ["loadBalancer"]);
      for (const router of routers)
        assert.ok(["portus", "registry"].includes(String(at(router, "service"))));
      for (const service of services)
        assert.ok(URL.canParse(String(at(service, "loadBalancer", "servers", 0, "url"))));
    });

    test("engines and containerd are told the host", () => {
      const daemon = JSON.parse(fileOf("docker-daemon", instance, { scheme: "http" }));
      const podman = toml(fileOf("registries.conf", instance));
      const ca = '/etc/o\'neill "x" \\ #.crt';
      const hosts = toml(fileOf("hosts.toml", instance, { scheme: "https", ca }));

      assert.deepEqual(daemon, { "insecure-registries": [host] });
      const insecure = url.startsWith("http:");
      assert.deepEqual(podman, { registry: [{ location: host, insecure }] });
      const capabilities = ["pull", "resolve", "push"];
      assert.deepEqual(hosts, {
        server: `https://${host}`,
        host: { [`https://${host}`]: { capabilities, ca } },
      });
    });

    test("the script for an authority installs its certificate under the host of each program", () => {
      const script = fileOf("certs.d", instance, { ca: "o'neill $x.crt" });
      const installed = shell(script.replaceAll("install", "echo")).split("\n");

      assert.deepEqual(
        installed.slice(0, -1),
        ["docker", "containers", "containerd"].map(
          (program) => `-D -m 644 -- o'neill $x.crt /etc/${program}/certs.d/${host}/ca.crt`,
        ),
      );
    });

    test("workflows and manifests of builds have the image and the odd name of a user", () => {
      const chosen = { username, repository: "web/app" };
      const [github] = yaml("github-actions", instance, chosen);
      const [forgejo] = yaml("forgejo", instance, chosen);
      const [gitlab] = yaml("gitlab", instance, chosen);
      const [secret] = yaml("pull-secret", instance, { username });
      const [kaniko] = yaml("kaniko", instance, { repository: "web/app", tag: "1.0" });

      const login = at(github, "jobs", "image", "steps", 1, "with");
      assert.equal(evaluated(String(at(login, "username"))), username);
      assert.equal(at(login, "registry"), host);
      for (const script of [
        evaluated(String(at(forgejo, "jobs", "image", "steps", 1, "run"))),
        String(at(gitlab, "build-image", "script", 0)),
        fileOf("buildah", instance, chosen),
      ])
        assert.match(shell(stubs + script), new RegExp(`login .*${escaped(host)}$`, "m"));
      const { auths } = JSON.parse(String(at(secret, "stringData", ".dockerconfigjson")));
      assert.deepEqual(auths, { [host]: { username, password: "APPLICATION-TOKEN" } });
      const [container] = at(kaniko, "spec", "template", "spec", "containers") as object[];
      assert.ok((at(container, "args") as string[]).includes(`--destination=${host}/web/app:1.0`));
    });
  });

test("compose.yml is what is made for an instance on this machine", () => {
  const [made] = yaml("compose", instances["on this machine"]);
  const filled = readFileSync("compose.yml", "utf8").replace(/\$\{\w+:-([^}]*)\}/g, "$1");
  const [own] = readYaml<{ services: Record<string, { build?: string }> }>(filled);
  for (const service of Object.values(own?.services ?? {})) delete service.build;

  assert.deepEqual(made, own);
});

test("compose with Caddy serves both host names, and passes on the real address of clients", () => {
  const [made] = yaml("compose", instances["two host names"]);
  const caddyfile = String(at(made, "configs", "caddyfile", "content")).replaceAll("$$", "$");

  assert.match(caddyfile, /^registry\.example\.org \{$/m);
  assert.match(caddyfile, /^https:\/\/portus\.example\.org \{$/m);
  assert.match(caddyfile, /tags\/list\|\/v1\/\(_ping\|search\)\)\$$/m);
  assert.equal(at(made, "services", "portus", "environment", "PORTUS_TRUST_PROXY"), "1");
});

test("a file in the repository that has lost what is replaced in it is an error", async () => {
  const { replaced } = await import("../../../src/operations/configure/deployed.ts");

  assert.throws(() => replaced("image: other", [["image: portus", "x"]]), /no image: portus/);
});

/** The programs that the scripts call, as functions that say what they were called with. */
const stubs = `PORTUS_TOKEN=secret; export PORTUS_TOKEN
docker() { echo "$*"; cat >/dev/null; }
buildah() { docker "$@"; }
`;

const shell = (script: string) =>
  execFileSync("dash", ["-c", script], { input: "", encoding: "utf8" });

/** Text of a workflow after its expressions were evaluated, if the only ones are quoted texts. */
const evaluated = (text: string) => text.replace(/\$\{\{ '([^']*)' \}\}/g, "$1");

const escaped = (text: string) => text.replace(/[[\].*+?^${}()|\\]/g, "\\$&");
