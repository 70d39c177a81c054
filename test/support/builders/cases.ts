import type { ManifestKind } from "../../../src/platform/db/client.ts";
import { ociIndex, ociManifest } from "../data/events.ts";
import { sha256 } from "../fakes/registry.ts";

/** A manifest and its configuration as a builder pushes them. */
export interface Pushed {
  type?: string;
  manifest: object | ((parts: Descriptor[]) => object);
  /** The blob of its config: JSON, or text that is not JSON. */
  config?: object | string;
}

export interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
  annotations?: Record<string, string>;
}

/** A pushed manifest, and what the page and the API say about it. */
export interface ManifestCase extends Pushed {
  name: string;
  /** Pushed before it, such as the manifests that an index lists. */
  parts?: Pushed[];
  expected: {
    kind: ManifestKind;
    label: string;
    platforms?: readonly string[];
    /** The clients whose commands are offered. */
    clients: readonly string[];
    built?: string | null;
    files?: (string | null)[];
    /** Text that the page has, and text that it lacks. */
    present?: RegExp[];
    absent?: RegExp[];
  };
}

export const images = ["docker", "podman", "skopeo"];
export const imageConfig = "application/vnd.oci.image.config.v1+json";
export const dockerConfig = "application/vnd.docker.container.image.v1+json";
export const tar = "application/vnd.oci.image.layer.v1.tar+gzip";
export const dockerTar = "application/vnd.docker.image.rootfs.diff.tar.gzip";
export const emptyConfig = "application/vnd.oci.empty.v1+json";
export const empty = { mediaType: emptyConfig, digest: sha256("{}"), size: 2 };
export const unknown = { os: "unknown", architecture: "unknown" };
export const linux = { os: "linux", architecture: "amd64" };
export const amd64 = { ...linux, created: "2026-03-01T10:00:00Z", config: {} };
export const windows = (version: string) => ({
  os: "windows",
  architecture: "amd64",
  "os.version": version,
});
export const imageKind = { kind: "image", label: "Image", clients: images } as const;

export const blob = (
  mediaType: string,
  text = mediaType,
  annotations?: Record<string, string>,
): Descriptor => ({
  mediaType,
  digest: sha256(text),
  size: text.length,
  ...(annotations && { annotations }),
});

export const titled = (title: string, mediaType = "application/octet-stream") =>
  blob(mediaType, title, { "org.opencontainers.image.title": title });

/** An image with a configuration; the runner fills in the descriptor of the configuration. */
export const image = (
  config: object | string,
  layers: object[] = [blob(tar, "a layer")],
  more: object = {},
): Pushed => ({ config, manifest: { config: { mediaType: imageConfig }, layers, ...more } });

/** An artifact with an empty config. */
export const artifact = (artifactType: string, layers: object[], more: object = {}): Pushed => ({
  manifest: { artifactType, config: empty, layers, ...more },
});

export const index = (manifests: (parts: Descriptor[]) => object[], more: object = {}): Pushed => ({
  type: ociIndex,
  manifest: (parts) => ({ manifests: manifests(parts), ...more }),
});

export const onPlatforms =
  (...platforms: object[]) =>
  (parts: Descriptor[]) =>
    platforms.map((platform, at) => ({ ...parts[at], platform }));

export const subject = { mediaType: ociManifest, digest: sha256("the subject"), size: 7 };

/** The entry of an attestation, which BuildKit lists beside its platform. */
export const attested = (attestation: Descriptor | undefined, of: Descriptor | undefined) => ({
  ...attestation,
  platform: unknown,
  annotations: {
    "vnd.docker.reference.type": "attestation-manifest",
    "vnd.docker.reference.digest": of?.digest ?? "",
  },
});

export const inToto = (predicate: string) =>
  blob("application/vnd.in-toto+json", predicate, { "in-toto.io/predicate-type": predicate });
