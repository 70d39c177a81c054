import { dockerList, dockerManifest, ociIndex, ociManifest } from "../../../support/data/events.ts";
import {
  artifact,
  attested,
  blob,
  dockerConfig,
  dockerTar,
  image,
  images,
  index,
  inToto,
  linux,
  type Odd,
  onPlatforms,
  tar,
} from "./table.ts";

const amd = { ...linux, created: "2026-03-01T10:00:00Z", config: {} };
const one = { kind: "image", label: "Image", clients: images } as const;
const many = { kind: "index", label: "Multi-platform image", clients: images } as const;
const windows = (version: string) => ({
  os: "windows",
  architecture: "amd64",
  "os.version": version,
});
const epoch = "not recorded (set to 1970-01-01 by the builder)";
const provenance = inToto("https://slsa.dev/provenance/v0.2");

/** Images, as the builders of images write them. */
export const imageOdds: Odd[] = [
  {
    name: "docker build, classic",
    type: dockerManifest,
    config: amd,
    manifest: { config: { mediaType: dockerConfig }, layers: [blob(dockerTar, "rootfs")] },
    says: { ...one, platforms: ["linux/amd64"], built: "2026-03-01T10:00:00.000Z" },
  },
  {
    name: "buildx, no attestations",
    ...image(amd),
    says: { ...one, platforms: ["linux/amd64"], built: "2026-03-01T10:00:00.000Z" },
  },
  {
    name: "buildx, one platform with provenance",
    parts: [image(amd), image({ ...linux, os: "unknown", architecture: "unknown" }, [provenance])],
    ...index(([it, proof]) => [{ ...it, platform: linux }, attested(proof, it)]),
    says: { ...one, platforms: ["linux/amd64"], page: [/with 1 attestation/] },
  },
  {
    name: "buildx, two platforms with provenance",
    parts: [
      image(amd),
      image({ ...amd, architecture: "arm64" }),
      image({}, [provenance]),
      image({}, [inToto("https://slsa.dev/provenance/v1")]),
    ],
    ...index(([a, b, c, d]) => [
      { ...a, platform: linux },
      { ...b, platform: { os: "linux", architecture: "arm64" } },
      attested(c, a),
      attested(d, b),
    ]),
    says: {
      ...many,
      platforms: ["linux/amd64", "linux/arm64"],
      page: [/2 platforms/, /with 2 attestations/, /belong to its platforms/],
      never: [/<th scope="row">unknown/, /attestation is attached/],
    },
  },
  {
    name: "docker manifest create, variants of arm",
    parts: [image({ os: "linux", architecture: "arm", variant: "v6" }), image(amd)],
    type: dockerList,
    manifest: (parts) => ({
      manifests: onPlatforms(
        { os: "linux", architecture: "arm", variant: "v6" },
        { os: "linux", architecture: "arm", variant: "v7" },
      )(parts),
    }),
    says: { ...many, platforms: ["linux/arm/v6", "linux/arm/v7"] },
  },
  {
    name: "windows, two versions of one architecture",
    parts: [image(windows("10.0.17763.1")), image(windows("10.0.20348.2"))],
    ...index(onPlatforms(windows("10.0.17763.1"), windows("10.0.20348.2"))),
    says: {
      ...many,
      platforms: ["windows(10.0.17763.1)/amd64", "windows(10.0.20348.2)/amd64"],
      page: [/2 platforms/],
    },
  },
  {
    name: "windows, foreign base layer",
    ...image(windows("10.0.17763.1"), [
      blob("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", "base"),
      blob(tar, "app"),
    ]),
    says: { ...one, platforms: ["windows(10.0.17763.1)/amd64"], page: [/rootfs\.foreign/] },
  },
  {
    name: "oci nondistributable layer",
    ...image(windows("10.0.1"), [
      blob("application/vnd.oci.image.layer.nondistributable.v1.tar+gzip"),
    ]),
    says: { ...one, platforms: ["windows(10.0.1)/amd64"] },
  },
  {
    name: "an index that says nothing of its platforms",
    parts: [image(amd), image({ ...amd, architecture: "arm64" })],
    ...index((parts) => parts),
    says: { ...many },
  },
  {
    name: "the same image for two platforms",
    parts: [image(amd)],
    ...index(([it]) => [
      { ...it, platform: linux },
      { ...it, platform: { os: "linux", architecture: "arm64" } },
    ]),
    says: { ...one, platforms: ["linux/amd64", "linux/arm64"] },
  },
  {
    name: "an index listed in an index",
    parts: [
      {
        type: ociIndex,
        manifest: { manifests: [{ ...blob(ociManifest, "x"), platform: linux }] },
      },
    ],
    ...index((parts) => parts),
    says: { ...many, platforms: [] },
  },
  {
    name: "ko",
    ...image(
      { ...linux, created: "1970-01-01T00:00:00Z", history: [{ created_by: "ko build ko://app" }] },
      ["base 1", "base 2", "app"].map((text) => blob(tar, text)),
      { annotations: { "org.opencontainers.image.base.name": "cgr.dev/chainguard/static" } },
    ),
    says: { ...one, built: epoch, page: [/1 line for 3 layers/] },
  },
  {
    name: "jib",
    type: dockerManifest,
    config: {
      ...linux,
      created: "1970-01-01T00:00:00Z",
      history: [{ created_by: "jib-maven-plugin:3.4.0" }, { created_by: "jib-maven-plugin:3.4.0" }],
    },
    manifest: {
      config: { mediaType: dockerConfig },
      layers: ["distroless", "libs", "classes"].map((text) => blob(dockerTar, text)),
    },
    says: { ...one, built: epoch, page: [/2 lines for 3 layers/] },
  },
  {
    name: "kaniko --reproducible",
    ...image({ ...linux, created: "0001-01-01T00:00:00Z" }),
    says: { ...one, built: "not recorded (set to 0001-01-01 by the builder)" },
  },
  {
    name: "bazel rules_oci",
    ...image({ ...linux, rootfs: { type: "layers", diff_ids: ["a", "b"] } }, [
      blob(tar, "base"),
      blob(tar, "app"),
    ]),
    says: { ...one, built: "not recorded" },
  },
  {
    name: "bazel rules_docker",
    ...image({ ...linux, created: "1970-01-01T00:00:00Z", author: "Bazel" }),
    says: { ...one, built: epoch },
  },
  {
    name: "buildpacks",
    ...image({
      ...linux,
      created: "1980-01-01T00:00:01Z",
      config: { Labels: { "io.buildpacks.lifecycle.metadata": "x".repeat(9000) } },
    }),
    says: {
      ...one,
      built: "not recorded (set to 1980-01-01 by the builder)",
      page: [/\[cut: 8,192 of 9,000 characters\]/],
    },
  },
  {
    name: "nix dockerTools",
    ...image({ ...linux, created: "1970-01-01T00:00:01Z" }),
    says: { ...one, built: epoch },
  },
  {
    name: "apko",
    ...image({ ...linux, created: "2026-01-05T00:00:00Z", history: [{ created_by: "apko" }] }),
    says: { ...one, built: "2026-01-05T00:00:00.000Z" },
  },
  {
    name: "buildah --timestamp 0",
    ...image({ ...linux, created: "1970-01-01T00:00:00Z" }),
    says: { ...one, built: epoch },
  },
  {
    name: "zstd layers",
    ...image(amd, [blob("application/vnd.oci.image.layer.v1.tar+zstd")]),
    says: { ...one, page: [/tar\+zstd/] },
  },
  {
    name: "eStargz layers",
    ...image(amd, [blob(tar, "e", { "containerd.io/snapshot/stargz/toc.digest": "sha256:1" })]),
    says: one,
  },
  {
    name: "uncompressed layers",
    ...image(amd, [blob("application/vnd.oci.image.layer.v1.tar")]),
    says: one,
  },
  { name: "from scratch, no layers", ...image(amd, []), says: one },
  {
    name: "no configuration that can be read",
    ...image("no JSON"),
    says: { ...one, page: [/The configuration cannot be read/] },
  },
  {
    name: "a build that is yet to come",
    ...image({ ...linux, created: "9999-12-31T23:59:59Z" }),
    says: { ...one, built: "not recorded (set to 9999-12-31 by the builder)" },
  },
  {
    name: "one platform listed three times",
    parts: [image(amd)],
    ...index(([it]) => Array.from({ length: 3 }, () => ({ ...it, platform: linux }))),
    says: {
      ...one,
      platforms: Array(3).fill("linux/amd64"),
      page: [/>1 platform</],
      never: [/ to .* per platform/],
    },
  },
  { name: "an empty configuration", ...image({}), says: { ...one, built: "not recorded" } },
  {
    name: "encrypted layers",
    ...image(amd, [blob("application/vnd.oci.image.layer.v1.tar+gzip+encrypted")]),
    says: one,
  },
  {
    name: "an image that names a subject",
    ...image(amd, undefined, { subject: blob("application/vnd.oci.image.manifest.v1+json") }),
    says: { ...one, page: [/Belongs to/] },
  },
  {
    name: "docker's wasm platform",
    ...image({ os: "wasi", architecture: "wasm" }),
    says: {
      kind: "wasm",
      label: "WebAssembly module",
      clients: ["wkg", "oras", "skopeo"],
      platforms: ["wasi/wasm"],
    },
  },
  {
    name: "schema 1, signed",
    type: "application/vnd.docker.distribution.manifest.v1+prettyjws",
    manifest: { schemaVersion: 1, name: "old", fsLayers: [] },
    says: { kind: "schema1", label: "Image (Docker schema 1)", clients: ["podman", "skopeo"] },
  },
  {
    name: "an index of one platform of an artifact type",
    parts: [artifact("application/vnd.example", [])],
    ...index(([it]) => [{ ...it, artifactType: "application/vnd.example" }]),
    says: {
      kind: "artifact_index",
      label: "Index of artifacts",
      clients: ["oras", "skopeo"],
      platforms: [],
      never: [/docker pull/],
    },
  },
];
