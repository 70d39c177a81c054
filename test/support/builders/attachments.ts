import {
  artifact,
  blob,
  dockerConfig,
  emptyConfig,
  image,
  inToto,
  linux,
  type ManifestCase,
  subject,
  tar,
} from "./cases.ts";

const bundle = "application/vnd.dev.sigstore.bundle.v0.3+json";
const simple = "application/vnd.dev.cosign.simplesigning.v1+json";
const dsse = "application/vnd.dsse.envelope.v1+json";

const signature = { kind: "signature", label: "Signature", clients: ["regctl", "skopeo"] } as const;
const attestation = { ...signature, kind: "attestation", label: "Attestation" } as const;
const sbom = { kind: "sbom", label: "SBOM", clients: ["oras", "regctl", "skopeo"] } as const;
const withClient = <T extends { clients: readonly string[] }>(client: string, says: T) => ({
  ...says,
  clients: [client, ...says.clients],
});

const bundled = (annotations: Record<string, string>) =>
  artifact(bundle, [blob(bundle)], { subject, annotations });
const content = "dev.sigstore.bundle.content";
const predicate = "dev.sigstore.bundle.predicateType";
const slsa = "https://slsa.dev/provenance/v1";
const spdx = "https://spdx.dev/Document";

/** Manifests that belong to another manifest. */
export const attachmentCases: ManifestCase[] = [
  {
    name: "cosign 2 signature under a tag",
    ...image(linux, [blob(simple, "s", { "dev.cosignproject.cosign/signature": "MEUC" })]),
    expected: signature,
  },
  {
    name: "cosign 2 attestation under a tag",
    ...image(linux, [blob(dsse, "a", { predicateType: slsa })]),
    expected: attestation,
  },
  {
    name: "cosign 2 attestation of an SBOM",
    ...image(linux, [blob(dsse, "a", { predicateType: "https://cyclonedx.org/bom" })]),
    expected: sbom,
  },
  {
    name: "cosign attach sbom",
    ...image(linux, [blob("text/spdx+json")]),
    expected: sbom,
  },
  {
    name: "cosign 3 signature",
    ...bundled({ [content]: "dsse-envelope", [predicate]: "https://sigstore.dev/cosign/sign/v1" }),
    expected: withClient("cosign", signature),
  },
  {
    name: "cosign 3 signature of a message",
    ...bundled({ [content]: "message-signature" }),
    expected: withClient("cosign", signature),
  },
  {
    name: "I7: cosign 3 attestation",
    ...bundled({ [content]: "dsse-envelope", [predicate]: slsa }),
    expected: withClient("cosign", attestation),
  },
  {
    name: "I7: a bundle with an envelope of unknown content",
    ...bundled({ [content]: "dsse-envelope" }),
    expected: withClient("cosign", attestation),
  },
  {
    name: "cosign 3 attestation of an SBOM",
    ...bundled({ [content]: "dsse-envelope", [predicate]: spdx }),
    expected: withClient("cosign", sbom),
  },
  {
    name: "notation",
    manifest: {
      config: blob("application/vnd.cncf.notary.signature"),
      layers: [blob("application/jose+json")],
      subject,
    },
    expected: withClient("notation", signature),
  },
  {
    name: "notation, by artifact type",
    ...artifact("application/vnd.cncf.notary.signature", [blob("application/cose")], { subject }),
    expected: withClient("notation", signature),
  },
  {
    name: "BuildKit provenance",
    ...image({}, [inToto("https://slsa.dev/provenance/v0.2")]),
    expected: attestation,
  },
  {
    name: "BuildKit provenance and SBOM",
    ...image({}, [inToto(slsa), inToto(spdx)]),
    expected: attestation,
  },
  { name: "BuildKit SBOM without provenance", ...image({}, [inToto(spdx)]), expected: sbom },
  {
    name: "oras attach of an SPDX document",
    ...artifact("application/spdx+json", [blob("application/spdx+json")], { subject }),
    expected: { ...sbom, present: [/Belongs to/] },
  },
  {
    name: "oras attach of a CycloneDX document",
    ...artifact("application/vnd.cyclonedx+json", [blob("application/vnd.cyclonedx+json")], {
      subject,
    }),
    expected: sbom,
  },
  {
    name: "syft's own format",
    ...artifact("application/vnd.syft+json", [blob("application/vnd.syft+json")]),
    expected: sbom,
  },
  {
    name: "an SBOM recognized only by its layer",
    manifest: {
      config: { ...blob(emptyConfig, "{}") },
      layers: [blob("application/vnd.cyclonedx+json")],
    },
    expected: sbom,
  },
  {
    name: "in-toto statement as an artifact",
    ...artifact("application/vnd.in-toto+json", [inToto("https://in-toto.io/attestation/vulns")]),
    expected: attestation,
  },
];

const file = { kind: "artifact", label: "Artifact", clients: ["oras", "skopeo"] } as const;

/** Broken and hostile manifests. */
export const hostileCases: ManifestCase[] = [
  {
    name: "types that are not text",
    manifest: { artifactType: { a: 1 }, config: 7, layers: "none", annotations: [] },
    expected: file,
  },
  {
    name: "layers with an invalid entry",
    ...image(linux, [blob(tar), { mediaType: tar, digest: "../../etc/passwd", size: 1 }]),
    expected: {
      kind: "image",
      label: "Image",
      clients: ["docker", "podman", "skopeo"],
      present: [/2 layers/, /1 invalid entry not shown/],
    },
  },
  {
    name: "a title with markup",
    ...artifact("application/vnd.example", [
      blob("text/plain", "x", { "org.opencontainers.image.title": "<script>alert(1)</script>" }),
    ]),
    expected: { ...file, files: ["<script>alert(1)</script>"], absent: [/<script>alert/] },
  },
  {
    name: "a title that reverses its end, with a control character",
    ...artifact("application/vnd.example", [
      blob("text/plain", "x", { "org.opencontainers.image.title": "evil\u202etxt.exe\x07" }),
    ]),
    expected: {
      ...file,
      files: ["evil\u202etxt.exe\x07"],
      present: [/evil\[U\+202E\]txt\.exe\[U\+0007\]/],
    },
  },
  {
    name: "a very long title",
    ...artifact("application/vnd.example", [
      blob("text/plain", "x", { "org.opencontainers.image.title": "t".repeat(5000) }),
    ]),
    expected: { ...file, present: [/t{1024}… \[cut: 1,024 of 5,000 characters\]/] },
  },
  {
    name: "six hundred files",
    ...artifact(
      "application/vnd.example",
      Array.from({ length: 600 }, (_, n) => blob("text/plain", `${n}`)),
    ),
    expected: { ...file, present: [/600 files/, /100 more not shown/] },
  },
  {
    name: "a very long annotation",
    ...image(linux, undefined, {
      annotations: {
        "artifacthub.io/changes": "x".repeat(8193),
        "org.opencontainers.image.source": "https://example.org/a",
      },
    }),
    expected: {
      kind: "image",
      label: "Image",
      clients: ["docker", "podman", "skopeo"],
      present: [/href="https:\/\/example.org\/a"/, /\[cut: 8,192 of 8,193 characters\]/],
    },
  },
  {
    name: "an invalid platform",
    ...image({ os: "li\0nux", architecture: "../x", created: {} }),
    expected: {
      kind: "image",
      label: "Image",
      clients: ["docker", "podman", "skopeo"],
      platforms: [],
      built: "not recorded",
    },
  },
  {
    name: "an invalid date",
    config: { ...linux, created: "-271821-04-20T00:00:00Z" },
    manifest: { config: { mediaType: dockerConfig }, layers: [blob(tar)] },
    expected: {
      kind: "image",
      label: "Image",
      clients: ["docker", "podman", "skopeo"],
      built: "not recorded",
    },
  },
];
