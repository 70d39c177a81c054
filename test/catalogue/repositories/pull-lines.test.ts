import assert from "node:assert/strict";
import { test } from "node:test";
import { type Pullable, pullLines } from "../../../src/catalogue/repositories/pull-lines.ts";
import type { ManifestKind } from "../../../src/platform/db/client.ts";
import { digestOf } from "../../support/data/catalogue.ts";

const digest = digestOf("image");
const subject = digestOf("subject");
const name = "registry.example.org/web/app";
const short = digest.replace(":", "-").slice(0, 19);

const linesOf = (given: Partial<Pullable> & { kind: ManifestKind }, tag: string | null = "1.0") =>
  pullLines({ artifactType: null, subject: null, name, ...given }, { tag, digest });

const oras = ["oras", `oras pull ${name}:1.0`, `oras pull ${name}@${digest}`];
const regctl = [
  "regctl",
  `regctl artifact get ${name}:1.0`,
  `regctl artifact get ${name}@${digest}`,
];
const podman = ["podman", `podman pull ${name}:1.0`, `podman pull ${name}@${digest}`];
const skopeo = [
  "skopeo",
  `skopeo copy --all docker://${name}:1.0 dir:1.0`,
  `skopeo copy --all docker://${name}@${digest} dir:${short}`,
];
const image = [
  ["docker", `docker pull ${name}:1.0`, `docker pull ${name}@${digest}`],
  podman,
  skopeo,
  ["nerdctl", `nerdctl pull ${name}:1.0`, `nerdctl pull ${name}@${digest}`],
  ["containerd", `ctr images pull ${name}:1.0`, `ctr images pull ${name}@${digest}`],
  ["crictl", `crictl pull ${name}:1.0`, `crictl pull ${name}@${digest}`],
  ["Kubernetes", `image: ${name}:1.0`, `image: ${name}@${digest}`],
  ["Dockerfile", `FROM ${name}:1.0`, `FROM ${name}@${digest}`],
];

const byKind = {
  image,
  index: image,
  schema1: [podman, skopeo],
  chart: [
    ["helm", `helm pull oci://${name} --version 1.0`, `helm pull oci://${name}@${digest}`],
    oras,
    skopeo,
  ],
  model: [oras, skopeo],
  wasm: [["wkg", `wkg oci pull ${name}:1.0`, `wkg oci pull ${name}@${digest}`], oras, skopeo],
  artifact: [oras, skopeo],
  artifact_index: [
    ["oras", `oras manifest fetch ${name}:1.0`, `oras manifest fetch ${name}@${digest}`],
    skopeo,
  ],
  sbom: [oras, regctl, skopeo],
  signature: [regctl, skopeo],
  attestation: [regctl, skopeo],
  cache: [],
} satisfies Record<ManifestKind, string[][]>;

for (const kind of Object.keys(byKind) as ManifestKind[]) // Object.keys() gives plain strings
  test(`what pulls "${kind}", by tag and by digest`, () => {
    const lines = linesOf({ kind }).map((line) => [line.label, line.byTag, line.byDigest]);
    assert.deepEqual(lines, byKind[kind]);
  });

test("lines of files are no commands, and clients with a sign-in of their own say so", () => {
  const lines = linesOf({ kind: "image" });
  const labels = (them: typeof lines) => them.map(({ label }) => label);
  assert.deepEqual(labels(lines.filter(({ isText }) => isText)), ["Kubernetes", "Dockerfile"]);
  const noted = lines.filter(({ note }) => /sign-in/.test(note));
  assert.deepEqual(labels(noted), ["containerd", "crictl", "Kubernetes"]);
});

test("without a tag there are only digests", () => {
  const lines = linesOf({ kind: "index" }, null);
  assert.deepEqual(new Set(lines.map(({ byTag }) => byTag)), new Set([null]));
  for (const { byDigest } of lines) assert.ok(byDigest.includes(`${name}@${digest}`));
});

test("a signature is verified on what it signs, whatever its own tag and digest are", () => {
  const artifactType = "application/vnd.dev.cosign.simplesigning.v1+json";
  const [cosign] = linesOf({ kind: "signature", artifactType, subject });
  const verify = `cosign verify --key cosign.pub ${name}@${subject}`;
  assert.deepEqual([cosign?.byTag, cosign?.byDigest], [verify, verify]);
});
