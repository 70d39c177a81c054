import { dockerList, ociIndex, ociManifest } from "../data/events.ts";
import {
  amd64,
  artifact,
  attested,
  blob,
  image,
  imageKind,
  images,
  index,
  inToto,
  linux,
  type ManifestCase,
  onPlatforms,
  windows,
} from "./cases.ts";

const indexKind = { kind: "index", label: "Multi-platform image", clients: images } as const;
const provenance = inToto("https://slsa.dev/provenance/v0.2");

/** Indexes, as builders push them. */
export const indexCases: ManifestCase[] = [
  {
    name: "buildx, one platform with provenance",
    parts: [
      image(amd64),
      image({ ...linux, os: "unknown", architecture: "unknown" }, [provenance]),
    ],
    ...index(([it, proof]) => [{ ...it, platform: linux }, attested(proof, it)]),
    expected: { ...imageKind, platforms: ["linux/amd64"], present: [/with 1 attestation/] },
  },
  {
    name: "buildx, two platforms with provenance",
    parts: [
      image(amd64),
      image({ ...amd64, architecture: "arm64" }),
      image({}, [provenance]),
      image({}, [inToto("https://slsa.dev/provenance/v1")]),
    ],
    ...index(([a, b, c, d]) => [
      { ...a, platform: linux },
      { ...b, platform: { os: "linux", architecture: "arm64" } },
      attested(c, a),
      attested(d, b),
    ]),
    expected: {
      ...indexKind,
      platforms: ["linux/amd64", "linux/arm64"],
      present: [/2 platforms/, /with 2 attestations/, /belong to its platforms/],
      absent: [/<th scope="row">unknown/, /attestation is attached/],
    },
  },
  {
    name: "docker manifest create, variants of arm",
    parts: [image({ os: "linux", architecture: "arm", variant: "v6" }), image(amd64)],
    type: dockerList,
    manifest: (parts) => ({
      manifests: onPlatforms(
        { os: "linux", architecture: "arm", variant: "v6" },
        { os: "linux", architecture: "arm", variant: "v7" },
      )(parts),
    }),
    expected: { ...indexKind, platforms: ["linux/arm/v6", "linux/arm/v7"] },
  },
  {
    name: "windows, two versions of one architecture",
    parts: [image(windows("10.0.17763.1")), image(windows("10.0.20348.2"))],
    ...index(onPlatforms(windows("10.0.17763.1"), windows("10.0.20348.2"))),
    expected: {
      ...indexKind,
      platforms: ["windows(10.0.17763.1)/amd64", "windows(10.0.20348.2)/amd64"],
      present: [/2 platforms/],
    },
  },
  {
    name: "an index without platforms",
    parts: [image(amd64), image({ ...amd64, architecture: "arm64" })],
    ...index((parts) => parts),
    expected: { ...indexKind },
  },
  {
    name: "the same image for two platforms",
    parts: [image(amd64)],
    ...index(([it]) => [
      { ...it, platform: linux },
      { ...it, platform: { os: "linux", architecture: "arm64" } },
    ]),
    expected: { ...imageKind, platforms: ["linux/amd64", "linux/arm64"] },
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
    expected: { ...indexKind, platforms: [] },
  },
  {
    name: "one platform listed three times",
    parts: [image(amd64)],
    ...index(([it]) => Array.from({ length: 3 }, () => ({ ...it, platform: linux }))),
    expected: {
      ...imageKind,
      platforms: Array(3).fill("linux/amd64"),
      present: [/>1 platform</],
      absent: [/ to [^<]*per platform/],
    },
  },
  {
    name: "an index of one platform of an artifact type",
    parts: [artifact("application/vnd.example", [])],
    ...index(([it]) => [{ ...it, artifactType: "application/vnd.example" }]),
    expected: {
      kind: "artifact_index",
      label: "Index of artifacts",
      clients: ["oras", "skopeo"],
      platforms: [],
      absent: [/docker pull/],
    },
  },
];
