import type { ManifestKind } from "../../../../src/platform/db/client.ts";
import { ociIndex, ociManifest } from "../../../support/data/events.ts";
import { sha256 } from "../../../support/fakes/registry.ts";

/** A manifest as some builder pushes it, with the configuration that goes with it. */
export interface Pushed {
  type?: string;
  manifest: object | ((parts: Descriptor[]) => object);
  /** The blob of its config: JSON, or text that is none. */
  config?: object | string;
}

export interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
  annotations?: Record<string, string>;
}

/** A row of the table: what was pushed, and what the page and the API are to say of it. */
export interface Odd extends Pushed {
  name: string;
  /** What was pushed before it, such as the manifests that an index lists. */
  parts?: Pushed[];
  says: {
    kind: ManifestKind;
    label: string;
    platforms?: readonly string[];
    /** The clients whose commands are offered. */
    clients: readonly string[];
    built?: string | null;
    files?: (string | null)[];
    /** What the page says besides, and what it does not. */
    page?: RegExp[];
    never?: RegExp[];
    /** In bytes, where blobs leave no doubt. */
    size?: number;
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

export const blob = (
  mediaType: string,
  text = mediaType,
  annotations?: Record<string, string>,
): Descriptor => ({
  ...{ mediaType, digest: sha256(text), size: text.length },
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

/** An artifact whose config is empty or of a type of its own. */
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

/** What BuildKit puts beside a platform. */
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
