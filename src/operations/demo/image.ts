import { generateKeyPairSync, sign } from "node:crypto";
import type { DemoImage, DemoLayer } from "./catalogue.ts";
import { digestOf, layerOf } from "./layers.ts";
import { type Descriptor, pushBlob, pushManifest, type Target } from "./push.ts";

const types = {
  manifest: "application/vnd.oci.image.manifest.v1+json",
  index: "application/vnd.oci.image.index.v1+json",
  config: "application/vnd.oci.image.config.v1+json",
  layer: "application/vnd.oci.image.layer.v1.tar+gzip",
  empty: "application/vnd.oci.empty.v1+json",
  signature: "application/vnd.dev.cosign.simplesigning.v1+json",
  spdx: "application/spdx+json",
} as const;

/** An image with the layers of its base, and what the base's config sets. */
export interface Resolved extends DemoImage {
  allLayers: DemoLayer[];
  allEnv: Record<string, string>;
}

/** Pushes an image for each of its platforms, an index if there are several, its SBOM and its signature. */
export async function pushImage(target: Target, image: Resolved): Promise<Descriptor> {
  const several = image.platforms.length > 1;
  const manifests = [];
  for (const platform of image.platforms)
    manifests.push(await pushPlatform(target, image, platform, several ? [] : image.tags));
  const [first] = manifests;
  const pushed =
    several || !first
      ? await pushManifest(
          target,
          { schemaVersion: 2, mediaType: types.index, manifests },
          image.tags,
        )
      : first;
  if (image.packages) await pushSbom(target, pushed, image);
  if (image.signed) await pushSignature(target, pushed);
  return pushed;
}

async function pushPlatform(
  target: Target,
  image: Resolved,
  platform: string,
  tags: readonly string[],
) {
  const [os = "", architecture = ""] = platform.split("/");
  const made = image.allLayers.map((layer) => ({ ...layer, ...layerOf(layer, platform) }));
  const layers = [];
  for (const { bytes } of made) layers.push(await pushBlob(target, types.layer, bytes));
  const created = createdAt(image);
  const config = {
    created,
    os,
    architecture,
    config: {
      Env: Object.entries(image.allEnv).map(([name, value]) => `${name}=${value}`),
      Cmd: image.command,
      Labels: image.labels,
      ExposedPorts: image.allEnv.PORT && { [`${image.allEnv.PORT}/tcp`]: {} },
    },
    rootfs: { type: "layers", diff_ids: made.map(({ diffId }) => diffId) },
    history: made.map(({ createdBy }) => ({ created, created_by: createdBy })),
  };
  const manifest = {
    schemaVersion: 2,
    mediaType: types.manifest,
    config: await pushJson(target, types.config, config),
    layers,
    annotations: image.base && {
      "org.opencontainers.image.base.name": baseName(target, image.base),
    },
  };
  return { ...(await pushManifest(target, manifest, tags)), platform: { os, architecture } };
}

const createdAt = ({ daysAgo }: DemoImage) =>
  new Date(Date.now() - daysAgo * 86_400_000).toISOString();

const baseName = ({ registry }: Target, base: string) => `${registry.hostname}/${base}`;

/** An SBOM (SPDX 2.3) that refers to the image. */
async function pushSbom(target: Target, subject: Descriptor, { packages = {} }: DemoImage) {
  const document = {
    spdxVersion: "SPDX-2.3",
    SPDXID: "SPDXRef-DOCUMENT",
    name: target.repository,
    packages: Object.entries(packages).map(([name, versionInfo]) => ({
      SPDXID: `SPDXRef-${name}`,
      name,
      versionInfo,
    })),
  };
  await pushManifest(target, {
    schemaVersion: 2,
    mediaType: types.manifest,
    artifactType: types.spdx,
    config: await pushJson(target, types.empty, {}),
    layers: [await pushJson(target, types.spdx, document)],
    subject,
  });
}

/** A signature as cosign stores it, under a tag, with a key that nobody keeps. */
async function pushSignature(target: Target, { digest }: Descriptor): Promise<void> {
  const payload = Buffer.from(
    JSON.stringify({
      critical: {
        identity: { "docker-reference": `${target.registry.hostname}/${target.repository}` },
        image: { "docker-manifest-digest": digest },
        type: "cosign container image signature",
      },
      optional: null,
    }),
  );
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const signature = sign("sha256", payload, privateKey).toString("base64");
  const layer = {
    ...(await pushBlob(target, types.signature, payload)),
    annotations: { "dev.cosignproject.cosign/signature": signature },
  };
  const rootfs = { type: "layers", diff_ids: [digestOf(payload)] };
  const manifest = {
    schemaVersion: 2,
    mediaType: types.manifest,
    config: await pushJson(target, types.config, { architecture: "", os: "", rootfs }),
    layers: [layer],
  };
  await pushManifest(target, manifest, [`${digest.replace(":", "-")}.sig`]);
}

function pushJson(target: Target, mediaType: string, value: unknown): Promise<Descriptor> {
  return pushBlob(target, mediaType, Buffer.from(JSON.stringify(value)));
}
