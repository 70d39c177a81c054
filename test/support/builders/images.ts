import { dockerManifest } from "../data/events.ts";
import {
  amd64,
  blob,
  dockerConfig,
  dockerTar,
  image,
  imageKind,
  linux,
  type ManifestCase,
  tar,
  windows,
} from "./cases.ts";

const epoch = "not recorded (set to 1970-01-01 by the builder)";

/** Images for one platform, as builders push them. */
export const imageCases: ManifestCase[] = [
  {
    name: "docker build, classic",
    type: dockerManifest,
    config: amd64,
    manifest: { config: { mediaType: dockerConfig }, layers: [blob(dockerTar, "rootfs")] },
    expected: { ...imageKind, platforms: ["linux/amd64"], built: "2026-03-01T10:00:00.000Z" },
  },
  {
    name: "buildx without attestations",
    ...image(amd64),
    expected: { ...imageKind, platforms: ["linux/amd64"], built: "2026-03-01T10:00:00.000Z" },
  },
  {
    name: "windows, foreign base layer",
    ...image(windows("10.0.17763.1"), [
      blob("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", "base"),
      blob(tar, "app"),
    ]),
    expected: {
      ...imageKind,
      platforms: ["windows(10.0.17763.1)/amd64"],
      present: [/rootfs\.foreign/],
    },
  },
  {
    name: "oci nondistributable layer",
    ...image(windows("10.0.1"), [
      blob("application/vnd.oci.image.layer.nondistributable.v1.tar+gzip"),
    ]),
    expected: { ...imageKind, platforms: ["windows(10.0.1)/amd64"] },
  },
  {
    name: "ko",
    ...image(
      { ...linux, created: "1970-01-01T00:00:00Z", history: [{ created_by: "ko build ko://app" }] },
      ["base 1", "base 2", "app"].map((text) => blob(tar, text)),
      { annotations: { "org.opencontainers.image.base.name": "cgr.dev/chainguard/static" } },
    ),
    expected: { ...imageKind, built: epoch, present: [/1 line for 3 layers/] },
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
    expected: { ...imageKind, built: epoch, present: [/2 lines for 3 layers/] },
  },
  {
    name: "kaniko --reproducible",
    ...image({ ...linux, created: "0001-01-01T00:00:00Z" }),
    expected: { ...imageKind, built: "not recorded (set to 0001-01-01 by the builder)" },
  },
  {
    name: "bazel rules_oci",
    ...image({ ...linux, rootfs: { type: "layers", diff_ids: ["a", "b"] } }, [
      blob(tar, "base"),
      blob(tar, "app"),
    ]),
    expected: { ...imageKind, built: "not recorded" },
  },
  {
    name: "bazel rules_docker",
    ...image({ ...linux, created: "1970-01-01T00:00:00Z", author: "Bazel" }),
    expected: { ...imageKind, built: epoch },
  },
  {
    name: "buildpacks",
    ...image({
      ...linux,
      created: "1980-01-01T00:00:01Z",
      config: { Labels: { "io.buildpacks.lifecycle.metadata": "x".repeat(9000) } },
    }),
    expected: {
      ...imageKind,
      built: "not recorded (set to 1980-01-01 by the builder)",
      present: [/\[cut: 8,192 of 9,000 characters\]/],
    },
  },
  {
    name: "nix dockerTools",
    ...image({ ...linux, created: "1970-01-01T00:00:01Z" }),
    expected: { ...imageKind, built: epoch },
  },
  {
    name: "apko",
    ...image({ ...linux, created: "2026-01-05T00:00:00Z", history: [{ created_by: "apko" }] }),
    expected: { ...imageKind, built: "2026-01-05T00:00:00.000Z" },
  },
  {
    name: "buildah --timestamp 0",
    ...image({ ...linux, created: "1970-01-01T00:00:00Z" }),
    expected: { ...imageKind, built: epoch },
  },
  {
    name: "zstd layers",
    ...image(amd64, [blob("application/vnd.oci.image.layer.v1.tar+zstd")]),
    expected: { ...imageKind, present: [/tar\+zstd/] },
  },
  {
    name: "eStargz layers",
    ...image(amd64, [blob(tar, "e", { "containerd.io/snapshot/stargz/toc.digest": "sha256:1" })]),
    expected: imageKind,
  },
  {
    name: "uncompressed layers",
    ...image(amd64, [blob("application/vnd.oci.image.layer.v1.tar")]),
    expected: imageKind,
  },
  { name: "from scratch, no layers", ...image(amd64, []), expected: imageKind },
  {
    name: "a configuration that is not JSON",
    ...image("no JSON"),
    expected: { ...imageKind, present: [/The configuration cannot be read/] },
  },
  {
    name: "a build date in the future",
    ...image({ ...linux, created: "9999-12-31T23:59:59Z" }),
    expected: { ...imageKind, built: "not recorded (set to 9999-12-31 by the builder)" },
  },
  {
    name: "an empty configuration",
    ...image({}),
    expected: { ...imageKind, built: "not recorded" },
  },
  {
    name: "encrypted layers",
    ...image(amd64, [blob("application/vnd.oci.image.layer.v1.tar+gzip+encrypted")]),
    expected: imageKind,
  },
  {
    name: "an image that names a subject",
    ...image(amd64, undefined, { subject: blob("application/vnd.oci.image.manifest.v1+json") }),
    expected: { ...imageKind, present: [/Belongs to/] },
  },
  {
    name: "docker's wasm platform",
    ...image({ os: "wasi", architecture: "wasm" }),
    expected: {
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
    expected: { kind: "schema1", label: "Image (Docker schema 1)", clients: ["podman", "skopeo"] },
  },
];
