/** The media types of manifests. Everything else is a blob or unknown. */
const images = [
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
];

const indexes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
];

/** Registries before 3.0 may still have these. They are listed, but their content is not read. */
const schema1 = [
  "application/vnd.docker.distribution.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v1+prettyjws",
];

/** The artifact manifest, which OCI 1.1 dropped in favour of image manifests. */
const artifacts = [
  "application/vnd.oci.artifact.manifest.v1+json",
  "application/vnd.cncf.oras.artifact.manifest.v1+json",
];

export const manifestTypes: readonly string[] = [...images, ...indexes, ...schema1, ...artifacts];

const manifests = new Set(manifestTypes);

/** The Accept header: a registry converts or hides manifests of other types (distribution spec, "Pulling manifests"). */
export const acceptedManifests = [...indexes, ...images, ...artifacts].join(", ");

export const blobType = "application/octet-stream";

export const isManifestType = (type: string): boolean => manifests.has(type);
export const isIndexType = (type: string): boolean => indexes.includes(type);
export const isSchema1Type = (type: string): boolean => schema1.includes(type);
