import type { ManifestKind } from "../../../platform/db/client.ts";
import { isIndexType, isSchema1Type } from "../../../registry/client/media-types.ts";
import type { ManifestContent } from "./manifest.ts";

/** Decides the kind of a manifest by its content, never by its tag. */
export function classifyManifest(
  content: ManifestContent | null,
  { mediaType, platform }: { mediaType: string; platform: string | null },
): ManifestKind {
  if (isSchema1Type(mediaType)) return "schema1";
  if (!content) return "artifact";
  if (isIndexType(mediaType)) return classifyIndex(content.artifactType, content.children);

  const { artifactType, layers, annotations } = content;
  if (!artifactType && layers.some((layer) => isImageLayer(layer.mediaType)))
    return platform && wasmPlatform.test(platform) ? "wasm" : "image";

  const types = [artifactType ?? "", ...layers.map((layer) => layer.mediaType)];
  const annotated = [annotations, ...layers.map((layer) => layer.annotations)];
  const kind = classifyTypes(types, annotated.flatMap(predicatesOf));
  if (kind) return kind;
  return artifactType || layers.length > 0 || !content.config ? "artifact" : "image";
}

export interface IndexEntry {
  digest: string;
  mediaType: string;
  platform: string | null;
  artifactType: string | null;
  annotations: unknown;
  kind?: ManifestKind | null;
}

/** An index is a multi-platform image only if it lists images that run on more than one platform. */
export function classifyIndex(
  artifactType: string | null,
  children: readonly IndexEntry[],
): ManifestKind {
  if (artifactType) return classifyTypes([artifactType], []) ?? "artifact_index";
  if (children.some(({ mediaType }) => cacheType.test(mediaType))) return "cache";

  const images = new Map(children.filter(isImage).map((child) => [child.digest, child]));
  const platforms = new Set([...images.values()].map(({ digest, platform }) => platform ?? digest));
  const nested = [...images.values()].some(({ mediaType }) => isIndexType(mediaType));
  if (platforms.size === 0) return "artifact_index";
  return platforms.size > 1 || nested ? "index" : "image";
}

const runnable: readonly ManifestKind[] = ["image", "index", "schema1", "wasm"];

/** Whether an entry of an index is an image. An entry without a type is one, unless its manifest is of another kind. */
function isImage(child: IndexEntry): boolean {
  const { mediaType, platform, artifactType, annotations, kind } = child;
  if (isAttestation(annotations) || (artifactType && !isImageConfigType(artifactType)))
    return false;
  if (!isIndexType(mediaType) && !isSchema1Type(mediaType) && !isImageManifest(mediaType))
    return false;
  return platform !== null || !kind || runnable.includes(kind);
}

/** BuildKit lists a platform's attestations in the same index. */
function isAttestation(annotations: unknown): boolean {
  if (typeof annotations !== "object" || annotations === null) return false;
  return attestationMark in annotations;
}

/** The annotation of an attestation, with the digest of what it is about. */
export const attestationMark = "vnd.docker.reference.digest";

const imageConfigs = [
  "application/vnd.oci.image.config.v1+json",
  "application/vnd.docker.container.image.v1+json",
];

/** Whether a config is that of a runnable image. Artifacts can have any config. */
export const isImageConfigType = (type: string): boolean => imageConfigs.includes(type);

const isImageManifest = (type: string) => /\b(image\.)?manifest\.v[12]\b/.test(type);

/** File system layers of OCI and Docker, including foreign layers, which the registry does not store. */
const isImageLayer = (type: string) =>
  /^application\/vnd\.(oci\.image\.layer|docker\.image\.rootfs)\b/.test(type);

const wasmPlatform = /^wasi|\/wasm/;
const cacheType = /buildkit\.cacheconfig\b/;

/** Kinds by media types; the first match wins. Predicates are consulted only for attestations and signatures. */
const families: readonly [ManifestKind, RegExp][] = [
  ["cache", cacheType],
  ["chart", /cncf\.helm\b/],
  ["model", /vnd\.(cncf|cnai)\.model\b|docker\.ai\b|ollama\b|kitops\b|\bgguf\b/],
  ["wasm", /application\/(vnd\.)?wasm\b|\+wasm\b|module\.wasm\b|fermyon\.spin\b|wasmcloud\b/],
  ["sbom", /\b(spdx|cyclonedx|syft|sbom)\b/],
  ["attestation", /in-toto|\bdsse\b|attestation|slsa/],
  ["signature", /signature|simplesigning|sigstore|notary|cosign/],
];

function classifyTypes(
  types: readonly string[],
  predicates: readonly string[],
): ManifestKind | null {
  const all = types.join(" ").toLowerCase();
  const kind = families.find(([, family]) => family.test(all))?.[0] ?? null;
  return kind === "attestation" || kind === "signature"
    ? classifyPredicates(kind, predicates)
    : kind;
}

/** Predicates decide, because all sigstore bundles have one media type, whether they hold signatures or attestations. */
function classifyPredicates(kind: ManifestKind, predicates: readonly string[]): ManifestKind {
  if (predicates.length === 0) return kind;
  if (predicates.every((it) => /sigstore\.dev\/cosign\/sign\b/.test(it))) return "signature";
  return predicates.every((it) => /spdx|cyclonedx|sbom/i.test(it)) ? "sbom" : "attestation";
}

/** From the annotations of BuildKit (in-toto.io/predicate-type), cosign (predicateType) and sigstore bundles. */
export function predicatesOf(
  annotations: Readonly<Record<string, string>> | null | undefined,
): string[] {
  const named = Object.entries(annotations ?? {}).filter(([name]) =>
    /predicate-?type$/i.test(name),
  );
  if (named.length > 0) return named.map(([, value]) => value);
  return annotations?.["dev.sigstore.bundle.content"] === "dsse-envelope" ? ["unknown"] : [];
}
