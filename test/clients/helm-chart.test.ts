import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { findProgram } from "../support/clients/programs.ts";
import { readYaml } from "../support/lab/yaml.ts";
import { must, root, run } from "../support/processes.ts";

// The chart in deploy/helm, rendered by helm. With its defaults it deploys what the plain manifests do.

const helm = findProgram("helm") ?? "";
const skip = helm ? false : "helm is not on this machine: bin/clients helm";
const chart = join(root, "deploy/helm/portus");
const plain = join(root, "deploy/kubernetes");
const folder = mkdtempSync(join(tmpdir(), "portus-helm-"));
after(() => rmSync(folder, { recursive: true, force: true }));

interface Manifest {
  kind: string;
  metadata?: { name: string };
  spec?: object;
  data?: Record<string, string>;
}

const template = (...settings: string[]) =>
  [helm, "template", "portus", chart, "--namespace", "portus"].concat(
    settings.flatMap((it) => ["--set", it]),
  );
const render = (...settings: string[]) => readYaml<Manifest>(must(template(...settings)));
const namesOf = (manifests: Manifest[]) =>
  manifests.map(({ kind, metadata }) => `${kind} ${metadata?.name}`);

/** The manifests by kind and name, with the names and the image that the plain ones have. */
function byName(manifests: Manifest[]): Map<string, Manifest> {
  const text = JSON.stringify(manifests)
    .replaceAll(/portus-(registry|images)/g, "$1")
    .replaceAll("portus:latest", "portus");
  return new Map((JSON.parse(text) as Manifest[]).map((it) => [namesOf([it])[0] ?? "", it]));
}

describe("the chart", { skip }, () => {
  test("is accepted by helm lint", () => {
    must([helm, "lint", "--strict", chart]);
  });

  test("deploys by default what the plain manifests do", () => {
    const rendered = byName(render("image.repository=portus"));
    const manifests = byName(
      readdirSync(plain).flatMap((name) =>
        readYaml<Manifest>(readFileSync(join(plain, name), "utf8")),
      ),
    );

    for (const left of [
      "Kustomization undefined",
      "Namespace portus",
      "NetworkPolicy nothing-else",
    ])
      manifests.delete(left); // of the namespace, which is the operator's
    for (const { spec } of rendered.values()) forget(spec);
    assert.deepEqual([...rendered.keys()].sort(), [...manifests.keys()].filter(isNamed).sort());
    for (const [name, { spec, data }] of rendered) {
      const there = manifests.get(name);
      assert.deepEqual({ spec, data }, { spec: there?.spec, data: there?.data }, name);
    }
  });

  test("is taken by Kubernetes's schema with every part turned on", (t) => {
    const validate = findProgram("kubernetes-validate");
    if (!validate) return t.skip("kubernetes-validate is not on this machine");
    const file = join(folder, "all.yaml");
    const parts = [
      "image.pullSecrets={pull}",
      "registry.storageClass=fast",
      "nodeSelector.disk=ssd",
    ];
    writeFileSync(file, must(template(...parts, "tolerations[0].operator=Exists")));
    must([validate, "--strict", file]);
  });

  test("takes its secret from the External Secrets Operator if asked", () => {
    const manifests = render("secret.external.enabled=true", "secret.external.store.name=main");

    const spec = manifests.find(({ kind }) => kind === "ExternalSecret")?.spec as {
      secretStoreRef: object;
      target: object;
      data: { secretKey: string; remoteRef: { key: string } }[];
    };
    assert.deepEqual(spec.secretStoreRef, { kind: "ClusterSecretStore", name: "main" });
    assert.deepEqual(spec.target, { name: "portus-secrets" });
    assert.deepEqual(
      spec.data.map(({ secretKey }) => secretKey),
      ["DATABASE_URL", "PORTUS_SECRET", "PORTUS_EVENTS_SECRET"],
    );
    assert.ok(!manifests.some(({ kind }) => kind === "Secret"));
  });

  test("leaves out the registry, the budget, the Ingress and the policies", () => {
    const names = namesOf(
      render(
        "registry.enabled=false",
        "registry.url=https://registry.example.org",
        "replicas=1",
        "ingress.enabled=false",
        "networkPolicy.enabled=false",
      ),
    );
    assert.deepEqual(names.sort(), [
      "ConfigMap portus-settings",
      "Deployment portus",
      "Service portus",
    ]);
  });

  for (const [what, ...settings] of [
    ["a value that it does not have", "replica=3"],
    ["a secret among the settings", "settings.PORTUS_SECRET=x"],
    ["a setting that is none of Portus", "settings.LOG_LEVEL=debug"],
    ["no registry and no address of one", "registry.enabled=false"],
    ["a host with a path", "host=example.org/portus"],
  ])
    test(`refuses ${what}`, () => {
      const { status, output } = run(template(...settings));
      assert.notEqual(status, 0);
      assert.match(output, /values don't meet the specifications of the schema/);
    });
});

const isNamed = (name: string) => !name.endsWith(" undefined");

/** Removes what only the chart has: the checksum that restarts pods after a change of the settings. */
function forget(spec: object | undefined): void {
  const metadata = Object(Object(spec).template).metadata;
  if (metadata) delete metadata.annotations;
}
