import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { commands } from "../../src/main/commands.ts";
import { variables } from "../../src/platform/config/environment.ts";
import { readYaml } from "../support/lab/yaml.ts";
import { root } from "../support/processes.ts";

// Deployments that tests can't run, since they need downloaded images or a cluster: these tests read their files.

const read = (path: string) => readFileSync(join(root, path), "utf8");

interface Service {
  image?: string;
  command?: string[];
  environment?: Record<string, string>;
  volumes?: string[];
  ports?: string[];
  depends_on?: Record<string, { condition: string }>;
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
}

type Compose = { services: Record<string, Service>; volumes: Record<string, unknown> };

const compose = readYaml<Compose>(read("compose.yml"))[0] as Compose;
const https = readYaml<Compose>(read("deploy/compose.https.yml"))[0] as Compose;

const flagsOf = (words: string[]) =>
  words.filter((word) => word.startsWith("--")).map((word) => word.slice(2).replace(/=.*/, ""));
const known = commands.find(({ name }) => name === "registry-config")?.options ?? {};

test("compose.yml starts Portus, registry:3 and Postgres in the order of their dependencies", () => {
  const needs = (name: string) =>
    Object.entries(compose.services[name]?.depends_on ?? {}).map((pair) => [
      pair[0],
      pair[1].condition,
    ]);

  assert.match(compose.services.registry?.image ?? "", /^registry:3(@sha256:[0-9a-f]{64})?$/);
  assert.deepEqual(needs("registry"), [["wiring", "service_completed_successfully"]]);
  assert.deepEqual(needs("wiring"), [["portus", "service_healthy"]]);
  assert.deepEqual(needs("portus"), [["database", "service_healthy"]]);
  assert.deepEqual(needs("database"), [["secrets", "service_completed_successfully"]]);
});

test("compose.yml declares exactly the volumes that its services use", () => {
  const named = Object.values(compose.services).flatMap(({ volumes = [] }) =>
    volumes.map((volume) => volume.split(":")[0] ?? ""),
  );

  assert.deepEqual([...new Set(named)].sort(), Object.keys(compose.volumes).sort());
});

test("compose.yml has no secret, and its ports are only open to this machine", () => {
  assert.doesNotMatch(read("compose.yml"), /PASSWORD: |PORTUS_SECRET: |AUTH_METHOD/);
  for (const { ports = [] } of Object.values(compose.services))
    for (const port of ports) assert.match(port, /^127\.0\.0\.1:/);
});

test("the registry's container has its config and images, but no secrets of Portus", () => {
  assert.deepEqual(compose.services.registry?.volumes, [
    "images:/var/lib/registry",
    "wiring:/wiring:ro",
  ]);
});

test("S13: Portus and the registry have read-only files and no privileges in compose.yml", () => {
  for (const name of ["portus", "registry"]) {
    const service = compose.services[name];
    assert.equal(service?.read_only, true, name);
    assert.deepEqual(service?.cap_drop, ["ALL"], name);
    assert.deepEqual(service?.security_opt, ["no-new-privileges:true"], name);
  }
});

test("the commands and settings in compose.yml and the manifests exist", () => {
  const manifests = read("deploy/kubernetes/registry.yaml");
  const used = [
    ...flagsOf(compose.services.wiring?.command ?? []),
    ...flagsOf(manifests.match(/--[a-z-]+=/g) ?? []),
  ];
  const settings = [...Object.values(compose.services), ...Object.values(https.services)]
    .flatMap(({ environment = {} }) => Object.keys(environment))
    .filter((name) => name.startsWith("PORTUS_") && name !== "PORTUS_HOST");

  assert.ok(used.length >= 10);
  for (const flag of used) assert.ok(flag in known, flag);
  for (const name of settings) assert.ok(variables.includes(name), name);
});

test("the HTTPS variant opens only 80 and 443, and sets the host name", () => {
  assert.deepEqual(https.services.caddy?.ports, ["80:80", "443:443", "443:443/udp"]);
  for (const name of ["portus", "wiring"]) {
    assert.match(https.services[name]?.environment?.PORTUS_URL ?? "", /^https:\/\/\$\{PORTUS_HOST/);
    assert.match(
      https.services[name]?.environment?.PORTUS_REGISTRY_HOST ?? "",
      /^\$\{PORTUS_HOST\}$/,
    );
  }
});

interface Container {
  name: string;
  envFrom?: unknown[];
  args?: string[];
  readinessProbe?: { httpGet?: { path: string } };
  livenessProbe?: { httpGet?: { path: string } };
  securityContext?: { readOnlyRootFilesystem: boolean; allowPrivilegeEscalation: boolean };
  volumeMounts?: { name: string }[];
}

interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
  spec?: {
    replicas?: number;
    template?: {
      spec: {
        securityContext: { runAsNonRoot: boolean };
        containers: Container[];
        initContainers?: Container[];
        volumes: { name: string }[];
      };
    };
  };
}

const folder = "deploy/kubernetes";
const manifests = readdirSync(join(root, folder))
  .filter((name) => name !== "kustomization.yaml")
  .flatMap((name) => readYaml<Manifest>(read(`${folder}/${name}`)));
const deployment = (name: string) =>
  manifests.find(({ kind, metadata }) => kind === "Deployment" && metadata.name === name)?.spec;

test("Kubernetes runs two replicas of Portus with liveness and readiness probes", () => {
  const spec = deployment("portus");
  const [container] = spec?.template?.spec.containers ?? [];

  assert.equal(spec?.replicas, 2);
  assert.equal(container?.livenessProbe?.httpGet?.path, "/healthz");
  assert.equal(container?.readinessProbe?.httpGet?.path, "/readyz");
  assert.deepEqual(container?.envFrom, [
    { configMapRef: { name: "portus-settings" } },
    { secretRef: { name: "portus-secrets" } },
  ]);
});

test("every container of the manifests runs without root and with a read-only file system", () => {
  for (const name of ["portus", "registry"]) {
    const pod = deployment(name)?.template?.spec;
    assert.equal(pod?.securityContext.runAsNonRoot, true);
    for (const container of [...(pod?.containers ?? []), ...(pod?.initContainers ?? [])]) {
      assert.equal(container.securityContext?.readOnlyRootFilesystem, true, container.name);
      assert.equal(container.securityContext?.allowPrivilegeEscalation, false, container.name);
      for (const mount of container.volumeMounts ?? [])
        assert.ok(
          pod?.volumes.some((volume) => volume.name === mount.name),
          mount.name,
        );
    }
  }
});

interface Policy {
  podSelector: { matchLabels?: { app: string } };
  policyTypes: string[];
  ingress?: { from: Peer[]; ports: { port: string }[] }[];
  egress?: { to?: Peer[] }[];
}

interface Peer {
  podSelector?: { matchLabels: { app: string } };
  namespaceSelector?: { matchLabels: Record<string, string> };
}

test("in Kubernetes a pod is reached only by the pods that need it, and the registry calls only Portus by name", () => {
  const policies = manifests
    .filter(({ kind }) => kind === "NetworkPolicy")
    .map(({ spec }) => spec as unknown as Policy); // this kind of manifest has this spec
  const of = (app?: string) => policies.find((it) => it.podSelector.matchLabels?.app === app);
  const callers = (app: string) =>
    of(app)?.ingress?.flatMap(({ from }) =>
      from.map(
        (peer) =>
          peer.podSelector?.matchLabels.app ??
          peer.namespaceSelector?.matchLabels["kubernetes.io/metadata.name"],
      ),
    );

  assert.deepEqual(of()?.policyTypes, ["Ingress", "Egress"]);
  assert.ok(!of()?.ingress && !of()?.egress, "what no other policy allows is denied");
  assert.deepEqual(callers("portus"), ["ingress-nginx", "registry"]);
  assert.deepEqual(callers("registry"), ["ingress-nginx", "portus"]);
  const called = of("registry")?.egress?.flatMap(({ to = [] }) => to);
  assert.deepEqual(
    called?.map((peer) => peer.podSelector?.matchLabels.app),
    ["portus"],
  );
});

test("the manifests have no secret, and the kustomization lists all of them", () => {
  const [kustomization] = readYaml<{ resources: string[] }>(read(`${folder}/kustomization.yaml`));

  assert.ok(!manifests.some(({ kind }) => kind === "Secret"));
  assert.deepEqual(
    [...(kustomization?.resources ?? []), "kustomization.yaml"].sort(),
    readdirSync(join(root, folder)).sort(),
  );
});

test("the Helm chart has the version of Portus, and its settings exist", () => {
  const [chart] = readYaml<{ version: string; appVersion: string }>(
    read("deploy/helm/portus/Chart.yaml"),
  );
  const settings = read("deploy/helm/portus/templates/settings.yaml").matchAll(
    /^ {2}(PORTUS_\w+):/gm,
  );

  const { version } = JSON.parse(read("package.json"));
  assert.deepEqual([chart?.version, chart?.appVersion], [version, version]);
  for (const [, name = ""] of settings) assert.ok(variables.includes(name), name);
});

test("every file that docs/running names exists", () => {
  for (const page of readdirSync(join(root, "docs/running"))) {
    const named = read(`docs/running/${page}`).matchAll(
      /(?<![\w/.])(?:bin|deploy|provision)\/[\w./-]*\w|\]\((\w+\.md)\)/g,
    );
    for (const [path, link] of named)
      assert.ok(existsSync(join(root, link ? `docs/running/${link}` : path)), `${page}: ${path}`);
  }
});
