import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Instance } from "../../../src/operations/configure/instance.ts";
import { withoutSecrets } from "../../../src/operations/configure/instance.ts";
import { type Chosen, makeFile } from "../../../src/operations/configure/kind.ts";
import { kinds } from "../../../src/operations/configure/kinds.ts";
import { portusPaths } from "../../../src/registry/proxy/rules.ts";
import { instances } from "./instances.ts";

const kindNamed = (name: string) => kinds.find((kind) => kind.name === name) ?? assert.fail(name);
const fileOf = (name: string, instance: Instance, chosen: Chosen = {}) =>
  makeFile(kindNamed(name), chosen, instance).text;

test("there is a kind for each part that needs an instance's values", () => {
  const proxies = ["nginx", "caddy", "traefik", "haproxy"];
  const machines = ["docker-daemon", "registries.conf", "certs.d", "hosts.toml", "pull-secret"];
  const builds = "github-actions gitlab forgejo jenkins buildx kaniko buildah".split(" ");

  assert.deepEqual(
    kinds.map(({ name }) => name),
    ["registry", "ca", "compose", "kubernetes", "helm", ...proxies, ...machines, ...builds],
  );
});

describe("every kind", () => {
  for (const kind of kinds) {
    test(`${kind.name}: what an option is without being chosen can be chosen`, () => {
      for (const instance of Object.values(instances))
        for (const option of kind.options)
          assert.ok(option.ok(option.initial(instance)), `${option.name}`);
    });

    for (const [where, instance] of Object.entries(instances))
      test(`${kind.name}: a text that ends with a line end, ${where}`, () => {
        const { text } = makeFile(kind, {}, instance);

        assert.match(text, /[^\n]\n$/);
        assert.doesNotMatch(text, /undefined|null|\[object|NaN/);
      });

    test(`${kind.name}: has secrets only if it says so, and none when it is shown`, () => {
      for (const instance of Object.values(instances)) {
        const { settings } = instance;
        const secrets = [settings.httpSecret, JSON.stringify(settings.eventsSecret).slice(1, -1)];
        const has = (text: string) => secrets.some((secret) => text.includes(secret));

        assert.equal(has(makeFile(kind, {}, instance).text), kind.needs === "events");
        assert.ok(!has(makeFile(kind, {}, withoutSecrets(instance)).text));
        if (kind.needs === "events") assert.equal(kind.for, "admins");
      }
    });

    for (const option of kind.options)
      test(`${kind.name}: --${option.name} is in the file when it is chosen`, () => {
        const instance = instances["one host name"];
        const chosen = option.choices?.find((it) => it !== option.initial(instance));
        const other = { ...extra[kind.name], [option.name]: chosen ?? examples[option.name] };

        assert.ok(option.ok(other[option.name] ?? ""), other[option.name]);
        const without = { ...other, [option.name]: undefined };
        assert.notEqual(
          makeFile(kind, other, instance).text,
          makeFile(kind, without, instance).text,
        );
        if (!chosen)
          assert.ok(makeFile(kind, other, instance).text.includes(other[option.name] ?? "?"));
      });
  }
});

/** Options without which others mean nothing. */
const extra: Record<string, Chosen> = { caddy: { tls: "files" } };

const examples: Record<string, string> = {
  listen: "0.0.0.0:5555",
  storage: "/srv/images",
  certificate: "/srv/tls/chosen.pem",
  key: "/srv/tls/chosen.key",
  realm: "https://tokens.example.org/v2/token",
  "events-url": "http://portus.lan:3000/v2/webhooks/events",
  image: "images.example.org/portus:1.2",
  size: "7Ti",
  "ingress-class": "internal",
  "tls-secret": "chosen-tls",
  "portus-upstream": "portus.lan:3001",
  "registry-upstream": "registry.lan:5001",
  resolver: "chosen",
  ca: "/srv/tls/ca.pem",
  username: "web+ci",
  secret: "chosen",
  namespace: "web",
  repository: "web/app",
  tag: "1.0",
  git: "git://git.lan/web.git",
};

test("every proxy has the rules of tokens, referrers, the catalogue and search at every address", () => {
  for (const instance of Object.values(instances))
    for (const proxy of ["nginx", "caddy", "traefik", "haproxy"])
      assert.ok(fileOf(proxy, instance).includes(portusPaths), proxy);
});

test("a registry's config for 2.8 leaves out what only 3 knows", () => {
  const instance = instances["one host name"];

  assert.match(fileOf("registry", instance), /signingalgorithms/);
  assert.doesNotMatch(fileOf("registry", instance, { registry: "2" }), /signingalgorithms/);
});

test("notes say what some clients will refuse, and that the registry needs another port than the proxy", () => {
  const notes = (kind: string, chosen: Chosen, instance: Instance) =>
    makeFile(kindNamed(kind), chosen, instance).notes.join(" ");

  assert.match(
    notes("registry", { realm: "http://10.0.0.5:3000/v2/token" }, instances["two host names"]),
    /crane, ko, kaniko and cosign will refuse/,
  );
  assert.match(
    notes("nginx", {}, instances["on this machine"]),
    /cannot both listen on localhost:5000/,
  );
  assert.match(notes("nginx", {}, instances["two host names"]), /pages are at https:\/\/portus/);
});

test("an engine is told to go without TLS only if it has to", () => {
  const daemon = (chosen: Chosen) =>
    JSON.parse(fileOf("docker-daemon", instances["one host name"], chosen));

  assert.deepEqual(daemon({}), {});
  assert.deepEqual(daemon({ scheme: "http" }), { "insecure-registries": ["portus.example.org"] });
  assert.deepEqual(JSON.parse(fileOf("docker-daemon", instances["IPv6 without ports"])), {
    "insecure-registries": ["[::1]"],
  });
});
