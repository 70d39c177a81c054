import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

// OCI image layouts, from which skopeo and other clients copy images.

export const types = {
  manifest: "application/vnd.oci.image.manifest.v1+json",
  index: "application/vnd.oci.image.index.v1+json",
  config: "application/vnd.oci.image.config.v1+json",
  layer: "application/vnd.oci.image.layer.v1.tar+gzip",
  empty: "application/vnd.oci.empty.v1+json",
};

export interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
  [more: string]: unknown;
}

export interface Layout {
  directory: string;
  root: Descriptor;
}

export function digestOf(bytes: Buffer): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/** A layout with an image of one file. `text` is the file's content. */
export function imageLayout(directory: string, text: string): Layout {
  begin(directory);
  return finish(directory, image(directory, text, "amd64"));
}

/** A layout with a multi-platform image. */
export function indexLayout(
  directory: string,
  text: string,
  platforms = ["amd64", "arm64"],
): Layout {
  begin(directory);
  const manifests = platforms.map((architecture) => ({
    ...image(directory, `${text} ${architecture}`, architecture),
    platform: { architecture, os: "linux" },
  }));
  const index = { schemaVersion: 2, mediaType: types.index, manifests };
  return finish(directory, putJson(directory, types.index, index));
}

/** A layout with an artifact that is not an image, such as a chart or an SBOM, with a `subject` if given. */
export function artifactLayout(
  directory: string,
  text: string,
  artifactType: string,
  subject?: Descriptor,
): Layout {
  begin(directory);
  const manifest = {
    schemaVersion: 2,
    mediaType: types.manifest,
    artifactType,
    config: putJson(directory, types.empty, {}),
    layers: [put(directory, "text/plain", Buffer.from(text))],
    ...(subject && { subject }),
  };
  return finish(directory, putJson(directory, types.manifest, manifest));
}

function image(directory: string, text: string, architecture: string): Descriptor {
  const tar = tarOf("hello.txt", Buffer.from(text));
  const config = {
    architecture,
    os: "linux",
    created: "2026-01-02T03:04:05Z",
    config: { Cmd: ["/hello"], Labels: { "org.opencontainers.image.title": "hello" } },
    rootfs: { type: "layers", diff_ids: [digestOf(tar)] },
    history: [{ created: "2026-01-02T03:04:05Z", created_by: "COPY hello.txt /" }],
  };
  const manifest = {
    schemaVersion: 2,
    mediaType: types.manifest,
    config: putJson(directory, types.config, config),
    layers: [put(directory, types.layer, gzipSync(tar))],
  };
  return putJson(directory, types.manifest, manifest);
}

function begin(directory: string): void {
  mkdirSync(join(directory, "blobs", "sha256"), { recursive: true });
  writeFileSync(join(directory, "oci-layout"), '{"imageLayoutVersion":"1.0.0"}');
}

function finish(directory: string, root: Descriptor): Layout {
  const index = { schemaVersion: 2, mediaType: types.index, manifests: [root] };
  writeFileSync(join(directory, "index.json"), JSON.stringify(index));
  return { directory, root };
}

function putJson(directory: string, mediaType: string, value: unknown): Descriptor {
  return put(directory, mediaType, Buffer.from(JSON.stringify(value)));
}

function put(directory: string, mediaType: string, bytes: Buffer): Descriptor {
  const digest = digestOf(bytes);
  writeFileSync(join(directory, "blobs", "sha256", digest.slice(7)), bytes);
  return { mediaType, digest, size: bytes.length };
}

/** A tar archive (ustar) with one file: a header block, the content padded to blocks, two empty blocks. */
function tarOf(name: string, content: Buffer): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write("0000644\0".padEnd(8, "\0"), 100);
  header.write("0000000\0", 108);
  header.write("0000000\0", 116);
  header.write(`${content.length.toString(8).padStart(11, "0")}\0`, 124);
  header.write("00000000000\0", 136);
  header.write("        ", 148); // the checksum is computed with spaces in its place
  header.write("0", 156);
  header.write("ustar\x0000", 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  const padding = Buffer.alloc((512 - (content.length % 512)) % 512);
  return Buffer.concat([header, content, padding, Buffer.alloc(1024)]);
}
