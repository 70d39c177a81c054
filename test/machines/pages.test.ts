import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { commandsIn, commandsOfPages } from "../support/lab/documented-commands.ts";
import { readYaml } from "../support/lab/yaml.ts";
import { must, root } from "../support/processes.ts";

// For every command in the README and docs/running the test that runs it, or why none can.

const lab = "test/machines/lab.test.ts";
const thisFile = "test/machines/pages.test.ts";
const compose =
  "no: it downloads images. test/machines/deploy.test.ts reads compose.yml, and container.test.ts builds the Dockerfile";
const vagrant =
  "no: it needs VirtualBox. test/provision validates the Vagrantfile, and the lab runs its scripts";
const testRun = "no: a test run can't start itself. .ci/run runs it";

const testOf: Record<string, string> = {
  "bin/lab up": lab,
  "bin/lab exec portus portus user create --admin alice": lab,
  "bin/lab exec client docker login --username alice registry.test.lan:5000": lab,
  "bin/lab down": lab,
  "docker login --username alice localhost:5000": lab,
  "docker tag busybox localhost:5000/busybox": lab,
  "docker push localhost:5000/busybox": lab,
  "docker login localhost:5000": lab,
  "docker tag busybox localhost:5000/alice/busybox": lab,
  "docker push localhost:5000/alice/busybox": lab,
  "docker push localhost:5000/YOUR-NAME/IMAGE": "test/e2e/docker.test.ts",
  "sudo sh /vagrant/provision/watch-registry.sh": lab,
  "vagrant up": vagrant,
  "vagrant ssh client": vagrant,
  "docker compose up --build --detach": compose,
  "docker compose logs portus | grep setup_code": compose,
  "PORTUS_HOST=portus.example.org docker compose -f compose.yml -f deploy/compose.https.yml up --build --detach":
    compose,
  "kubectl create namespace portus": thisFile,
  [`kubectl --namespace portus create secret generic portus-secrets ${[
    "DATABASE_URL=postgresql://portus:PASSWORD@postgres.example.org:5432/portus",
    'PORTUS_SECRET="$(openssl rand -base64 33)"',
    'PORTUS_EVENTS_SECRET="$(openssl rand -base64 33)"',
  ]
    .map((it) => `--from-literal=${it}`)
    .join(" ")}`]: thisFile,
  "kubectl apply --kustomize deploy/kubernetes": thisFile,
  "helm install portus deploy/helm/portus --namespace portus --create-namespace --set host=portus.example.org --set image.repository=registry.example.org/portus --set image.tag=0.1.0":
    "test/clients/helm-chart.test.ts",
  "git clone … portus && cd portus": "no: the URL depends on the reader",
  "bin/up": "test/long/up.test.ts",
  "bin/up --demo": "test/long/demo.test.ts", // starts as bin/up does, then pushes the demo
  "bin/portus demo remove": "test/long/demo.test.ts",
  "open http://localhost:3000":
    "no: a browser opens it. test/long/axe-pages.test.ts opens every page",
  "bin/portus ca > portus.crt": lab,
  "bin/portus config": "test/operations/configure/commands.test.ts",
  "bin/portus registry-config --registry 3": lab,
  "bin/portus registry-config --proxy nginx": "test/machines/catalogue-nginx.test.ts",
  "bin/test": testRun,
  "bin/test e2e token/scope": testRun,
  "bin/test conformance": testRun,
  "bin/test long": testRun,
  "bin/test upgrade": testRun,
  "bin/test clients": testRun,
  "bin/test machines": testRun,
  "REGISTRY_BIN=/path/to/registry bin/test e2e": testRun,
};

test("every command of the pages has a test or a reason", () => {
  assert.deepEqual([...new Set(commandsOfPages())].sort(), Object.keys(testOf).sort());
});

test("the listed tests exist", () => {
  for (const [command, test] of Object.entries(testOf))
    if (!test.startsWith("no: ")) assert.ok(existsSync(join(root, test)), `${command}: ${test}`);
});

// kubectl without a cluster: what it would send.

test("the commands of the page create the namespace and the secret with all keys that the manifests use", () => {
  const make = commandsIn("docs/running/kubernetes.md", "kubectl create").slice(0, 2);

  const [namespace, secret] = make.map((command) => {
    const text = must(["sh", "-c", `${command} --dry-run=client --output yaml`]);
    return readYaml<{ metadata: { name: string; namespace?: string }; data?: object }>(text)[0];
  });

  assert.equal(namespace?.metadata.name, "portus");
  assert.deepEqual(
    [secret?.metadata.name, secret?.metadata.namespace],
    ["portus-secrets", "portus"],
  );
  const keys = ["DATABASE_URL", "PORTUS_EVENTS_SECRET", "PORTUS_SECRET"];
  assert.deepEqual(Object.keys(secret?.data ?? {}).sort(), keys);
});

test("kubectl renders the manifests in the namespace, with the image of the kustomization", () => {
  type Rendered = { kind: string; metadata: { name: string; namespace?: string } };
  const [, , apply = ""] = commandsIn("docs/running/kubernetes.md", "kubectl apply");
  const render = apply.replace("apply --kustomize", "kustomize");

  const text = must(["sh", "-c", render]);

  const rendered = readYaml<Rendered>(text);
  const kinds =
    "ConfigMap Deployment Deployment Ingress Namespace NetworkPolicy NetworkPolicy NetworkPolicy PersistentVolumeClaim PodDisruptionBudget Service Service";
  assert.equal(
    rendered
      .map(({ kind }) => kind)
      .sort()
      .join(" "),
    kinds,
  );
  for (const { kind, metadata } of rendered)
    if (kind !== "Namespace") assert.equal(metadata.namespace, "portus", metadata.name);
  const kustomization = readFileSync(join(root, "deploy/kubernetes/kustomization.yaml"), "utf8");
  const [, name] = /newName: (\S+),/.exec(kustomization) ?? [];
  assert.equal(text.match(new RegExp(`image: ${name}:latest`, "g"))?.length, 2);
});
