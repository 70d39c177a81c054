import {
  artifact,
  blob,
  dockerConfig,
  empty,
  image,
  index,
  linux,
  type ManifestCase,
  tar,
  titled,
  unknown,
} from "./cases.ts";

const files = { kind: "artifact", label: "Artifact", clients: ["oras", "skopeo"] } as const;
const chart = { kind: "chart", label: "Helm chart", clients: ["helm", "oras", "skopeo"] } as const;
const cache = { kind: "cache", label: "Build cache", clients: [], never: [/docker pull/] };
const wasm = {
  kind: "wasm",
  label: "WebAssembly module",
  clients: ["wkg", "oras", "skopeo"],
} as const;
const list = {
  kind: "artifact_index",
  label: "Index of artifacts",
  clients: ["oras", "skopeo"],
  platforms: [],
} as const;
const helm = "application/vnd.cncf.helm.config.v1+json";
const chartLayer = blob("application/vnd.cncf.helm.chart.content.v1.tar+gzip");
const cacheConfig = blob("application/vnd.buildkit.cacheconfig.v0");
const model = (client: string) =>
  ({ kind: "model", label: "Model", clients: [client, "oras", "skopeo"] }) as const;

const ofType = (mediaType: string, layers: object[], more: object = {}) => ({
  manifest: { config: blob(mediaType), layers, ...more },
});

/** Manifests that are not images. */
export const artifactCases: ManifestCase[] = [
  {
    name: "helm push",
    ...ofType(helm, [chartLayer]),
    expected: { ...chart, absent: [/docker pull/] },
  },
  {
    name: "helm push with provenance",
    ...ofType(helm, [chartLayer, blob("application/vnd.cncf.helm.chart.provenance.v1.prov")]),
    expected: { ...chart, files: [null, null] },
  },
  {
    name: "oras push of two files",
    ...artifact("application/vnd.acme.rocket.config", [titled("hi.txt"), titled("docs/read.me")]),
    expected: {
      ...files,
      files: ["hi.txt", "docs/read.me"],
      present: [/2 files/, /docs\/read\.me/],
    },
  },
  {
    name: "oras push of a directory",
    ...artifact("application/vnd.acme", [
      blob(tar, "dir", {
        "org.opencontainers.image.title": "site",
        "io.deis.oras.content.unpack": "true",
      }),
    ]),
    expected: { ...files, files: ["site"], present: [/a directory/] },
  },
  {
    name: "oras push before artifact types",
    ...ofType("application/vnd.unknown.config.v1+json", [titled("a.txt")]),
    expected: { ...files, files: ["a.txt"] },
  },
  {
    name: "an artifact without layers",
    manifest: { artifactType: "application/vnd.example", config: empty, layers: [empty] },
    expected: { ...files, files: [null] },
  },
  {
    name: "an empty config with a layer of a file system",
    manifest: { config: empty, layers: [blob(tar)] },
    expected: files,
  },
  {
    name: "ORAS artifact manifest",
    type: "application/vnd.oci.artifact.manifest.v1+json",
    manifest: { artifactType: "application/vnd.example", blobs: [titled("b.txt")] },
    expected: { ...files, files: ["b.txt"] },
  },
  {
    name: "ORAS artifact manifest, the first draft",
    type: "application/vnd.cncf.oras.artifact.manifest.v1+json",
    manifest: { artifactType: "application/vnd.example", blobs: [titled("c.txt")] },
    expected: { ...files, files: ["c.txt"] },
  },
  {
    name: "flux push artifact",
    ...ofType("application/vnd.cncf.flux.config.v1+json", [
      blob("application/vnd.cncf.flux.content.v1.tar+gzip"),
    ]),
    expected: { ...files, clients: ["flux", "oras", "skopeo"] },
  },
  {
    name: "docker compose publish",
    ...artifact("application/vnd.docker.compose.project", [
      blob("application/vnd.docker.compose.file+yaml"),
    ]),
    expected: { ...files, clients: ["docker", "oras", "skopeo"] },
  },
  {
    name: "docker plugin",
    ...ofType("application/vnd.docker.plugin.v1+json", [
      blob("application/vnd.docker.image.rootfs.diff.tar.gzip"),
    ]),
    expected: { ...files, clients: ["docker", "oras", "skopeo"], absent: [/docker pull/] },
  },
  {
    name: "OPA bundle",
    ...ofType("application/vnd.cncf.openpolicyagent.config.v1+json", [
      blob("application/vnd.cncf.openpolicyagent.layer.v1.tar+gzip"),
    ]),
    expected: { ...files, clients: ["conftest", "oras", "skopeo"] },
  },
  {
    name: "apptainer SIF",
    ...ofType("application/vnd.sylabs.sif.config.v1+json", [
      blob("application/vnd.sylabs.sif.layer.v1.sif"),
    ]),
    expected: { ...files, clients: ["apptainer", "oras", "skopeo"] },
  },
  {
    name: "wkg, a component",
    ...ofType("application/vnd.wasm.config.v0+json", [blob("application/wasm")]),
    expected: wasm,
  },
  {
    name: "wasm-to-oci",
    ...ofType("application/vnd.wasm.config.v1+json", [
      blob("application/vnd.wasm.content.layer.v1+wasm"),
    ]),
    expected: wasm,
  },
  {
    name: "an image whose layers are wasm",
    ...image(linux, [blob("application/vnd.module.wasm.content.layer.v1+wasm")]),
    expected: wasm,
  },
  {
    name: "spin registry push",
    ...ofType("application/vnd.fermyon.spin.application.v1+config", [
      blob("application/vnd.wasm.content.layer.v1+wasm"),
    ]),
    expected: { ...wasm, clients: ["spin", "wkg", "oras", "skopeo"] },
  },
  {
    name: "ModelPack",
    manifest: {
      artifactType: "application/vnd.cncf.model.manifest.v1+json",
      config: blob("application/vnd.cncf.model.config.v1+json"),
      layers: [
        blob("application/vnd.cncf.model.weight.v1.raw", "w", {
          "org.cncf.model.filepath": "model.safetensors",
        }),
      ],
    },
    expected: { ...model("modctl"), files: ["model.safetensors"] },
  },
  {
    name: "docker model package",
    ...ofType("application/vnd.docker.ai.model.config.v0.1+json", [
      blob("application/vnd.docker.ai.gguf.v3"),
      blob("application/vnd.docker.ai.license"),
    ]),
    expected: { ...model("docker"), files: [null, null], absent: [/docker pull/] },
  },
  {
    name: "KitOps",
    ...ofType("application/vnd.kitops.modelkit.config.v1+json", [
      blob("application/vnd.kitops.modelkit.model.v1.tar+gzip"),
    ]),
    expected: model("kit"),
  },
  {
    name: "Ollama, whose config says docker",
    config: { model_format: "gguf" },
    manifest: {
      config: { mediaType: dockerConfig },
      layers: [blob("application/vnd.ollama.image.model")],
    },
    expected: {
      kind: "model",
      label: "Model",
      clients: ["oras", "skopeo"],
      absent: [/docker pull/],
    },
  },
  {
    name: "BuildKit cache, an index",
    ...index(() => [blob(tar, "cached"), cacheConfig]),
    expected: { ...cache, kind: "cache", platforms: [] },
  },
  {
    name: "BuildKit cache, an image manifest",
    manifest: { config: cacheConfig, layers: [blob(tar, "cached")] },
    expected: { ...cache, kind: "cache", present: [/--cache-from/] },
  },
  { name: "an empty index", ...index(() => []), expected: list },
  {
    name: "an index of attestations only",
    parts: [artifact("application/vnd.in-toto+json", [blob("application/vnd.in-toto+json")])],
    ...index(([it]) => [{ ...it, platform: unknown }]),
    expected: { ...list, absent: [/docker pull/, /Multi-platform/] },
  },
  {
    name: "an index of charts without artifact types",
    parts: [ofType(helm, [chartLayer]), ofType(helm, [chartLayer], { annotations: { a: "b" } })],
    ...index((parts) => parts),
    expected: { ...list, absent: [/docker pull/] },
  },
  {
    name: "an index with a type of its own",
    ...index(() => [], { artifactType: "application/vnd.example.set" }),
    expected: list,
  },
];
