import type { ManifestKind } from "../../../platform/db/client.ts";
import { isIndexType, isSchema1Type } from "../../../registry/client/media-types.ts";
import type { ManifestContent } from "./manifest.ts";

/** The one place that judges what a manifest is: by what is inside, never by the tag it goes by. */
export function judgeManifest(
  content: ManifestContent | null,
  { mediaType, platform }: { mediaType: string; platform: string | null },
): ManifestKind {
  if (isSchema1Type(mediaType)) return "schema1";
  if (!content) return "artifact";
  if (isIndexType(mediaType)) return judgeIndex(content.artifactType, content.children);

  const { artifactType, layers, annotations } = content;
  if (!artifactType && layers.some((layer) => isImageLayer(layer.mediaType)))
    return platform && wasmPlatform.test(platform) ? "wasm" : "image";

  const types = [artifactType ?? "", ...layers.map((layer) => layer.mediaType)];
  const said = [annotations, ...layers.map((layer) => layer.annotations)];
  const kind = judgeTypes(types, said.flatMap(predicatesOf));
  if (kind) return kind;
  return artifactType || layers.length > 0 || !content.config ? "artifact" : "image";
}

/** What an index lists: its own word on a child, and the child's kind where that is known. */
export interface Listed {
  digest: string;
  mediaType: string;
  platform: string | null;
  artifactType: string | null;
  annotations: unknown;
  kind?: ManifestKind | null;
}

/** An index is a multi-platform image only if it lists images that run on more than one platform. */
export function judgeIndex(artifactType: string | null, children: readonly Listed[]): ManifestKind {
  if (artifactType) return judgeTypes([artifactType], []) ?? "artifact_index";
  if (children.some(({ mediaType }) => cacheType.test(mediaType))) return "cache";

  const images = new Map(children.filter(isImage).map((child) => [child.digest, child]));
  const platforms = new Set([...images.values()].map(({ digest, platform }) => platform ?? digest));
  const nested = [...images.values()].some(({ mediaType }) => isIndexType(mediaType));
  if (platforms.size === 0) return "artifact_index";
  return platforms.size > 1 || nested ? "index" : "image";
}

const runs: readonly ManifestKind[] = ["image", "index", "schema1", "wasm"];

/** Whether an entry of an index is an image. Entries without a word on themselves are, unless they are known as something else. */
function isImage(child: Listed): boolean {
  const { mediaType, platform, artifactType, annotations, kind } = child;
  if (isAttestation(annotations) || (artifactType && !isImageConfigType(artifactType)))
    return false;
  if (!isIndexType(mediaType) && !isSchema1Type(mediaType) && !isImageManifest(mediaType))
    return false;
  return platform !== null || !kind || runs.includes(kind);
}

/** BuildKit lists the attestations of a platform beside it. */
export function isAttestation(annotations: unknown): boolean {
  if (typeof annotations !== "object" || annotations === null) return false;
  return "vnd.docker.reference.digest" in annotations;
}

const imageConfigs = [
  "application/vnd.oci.image.config.v1+json",
  "application/vnd.docker.container.image.v1+json",
];

/** Whether a config describes an image that can run; artifacts put anything there. */
export const isImageConfigType = (type: string): boolean => imageConfigs.includes(type);

const isImageManifest = (type: string) => /\b(image\.)?manifest\.v[12]\b/.test(type);

/** Layers of a file system: OCI's and Docker's, also those that the registry itself does not hold. */
const isImageLayer = (type: string) =>
  /^application\/vnd\.(oci\.image\.layer|docker\.image\.rootfs)\b/.test(type);

const wasmPlatform = /^wasi|\/wasm/;
const cacheType = /buildkit\.cacheconfig\b/;

/** Families of types, the first that matches any of a manifest's. Only then do the predicates of attestations count. */
const families: readonly [ManifestKind, RegExp][] = [
  ["cache", cacheType],
  ["chart", /cncf\.helm\b/],
  ["model", /vnd\.(cncf|cnai)\.model\b|docker\.ai\b|ollama\b|kitops\b|\bgguf\b/],
  ["wasm", /application\/(vnd\.)?wasm\b|\+wasm\b|module\.wasm\b|fermyon\.spin\b|wasmcloud\b/],
  ["sbom", /\b(spdx|cyclonedx|syft|sbom)\b/],
  ["attestation", /in-toto|\bdsse\b|attestation|slsa/],
  ["signature", /signature|simplesigning|sigstore|notary|cosign/],
];

function judgeTypes(types: readonly string[], predicates: readonly string[]): ManifestKind | null {
  const all = types.join(" ").toLowerCase();
  const kind = families.find(([, family]) => family.test(all))?.[0] ?? null;
  return kind === "attestation" || kind === "signature" ? judgePredicates(kind, predicates) : kind;
}

/** A statement is what its predicates are; sigstore's bundles, all of one type, hold signatures and attestations alike. */
function judgePredicates(kind: ManifestKind, predicates: readonly string[]): ManifestKind {
  if (predicates.length === 0) return kind;
  if (predicates.every((it) => /sigstore\.dev\/cosign\/sign\b/.test(it))) return "signature";
  return predicates.every((it) => /spdx|cyclonedx|sbom/i.test(it)) ? "sbom" : "attestation";
}

/** in-toto.io/predicate-type of BuildKit, predicateType of cosign, dev.sigstore.bundle.predicateType of its bundles. */
export function predicatesOf(
  annotations: Readonly<Record<string, string>> | null | undefined,
): string[] {
  const named = Object.entries(annotations ?? {}).filter(([name]) =>
    /predicate-?type$/i.test(name),
  );
  if (named.length > 0) return named.map(([, value]) => value);
  return annotations?.["dev.sigstore.bundle.content"] === "dsse-envelope" ? ["unknown"] : [];
}
