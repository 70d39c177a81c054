/** What the registry calls the manifests that it keeps. A positive list: everything else is a blob or unknown to us. */
const images = [
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
];

const indexes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
];

/** Registries of the 2.x line may still hold these; they are listed, and not looked into. */
const schema1 = [
  "application/vnd.docker.distribution.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v1+prettyjws",
];

/** Manifests for artifacts from before OCI 1.1, which dropped them for image manifests. */
const artifacts = [
  "application/vnd.oci.artifact.manifest.v1+json",
  "application/vnd.cncf.oras.artifact.manifest.v1+json",
];

export const manifestTypes: readonly string[] = [...images, ...indexes, ...schema1, ...artifacts];

const manifests = new Set(manifestTypes);

/** The exact types that we can read: the registry converts or hides what is not named (distribution spec, pulling manifests). */
export const acceptedManifests = [...indexes, ...images, ...artifacts].join(", ");

export const blobType = "application/octet-stream";

export const isManifestType = (type: string): boolean => manifests.has(type);
export const isIndexType = (type: string): boolean => indexes.includes(type);
export const isSchema1Type = (type: string): boolean => schema1.includes(type);
