import assert from "node:assert/strict";
import fc from "fast-check";
import {
  historyByLayer,
  parseConfig,
  readConfig,
} from "../../../src/catalogue/images/manifest/config.ts";
import { classifyManifest } from "../../../src/catalogue/images/manifest/kinds.ts";
import { readManifest } from "../../../src/catalogue/images/manifest/manifest.ts";
import { isDigest } from "../../../src/registry/names.ts";
import { target } from "../target.ts";
import { digest, growingJson, json, listOf, objectLike } from "../texts.ts";

import { bytesOf, mediaType, number, stringified, text } from "../values.ts";

const annotations = fc.dictionary(text, fc.oneof(text, fc.jsonValue({ maxDepth: 1 })));
const platform = objectLike({
  os: fc.constantFrom("linux", "windows", "unknown", "wasip1"),
  architecture: fc.constantFrom("amd64", "arm64", "unknown", "wasm"),
  variant: text,
  "os.version": text,
  "os.features": fc.array(text, { maxLength: 3 }),
  features: fc.array(text, { maxLength: 3 }),
});
const descriptor = objectLike({
  digest,
  mediaType,
  size: number,
  annotations,
  platform,
  artifactType: text,
});
const manifest = objectLike({
  mediaType,
  artifactType: text,
  config: descriptor,
  layers: fc.array(descriptor, { maxLength: 3 }),
  Layers: fc.array(descriptor, { maxLength: 2 }),
  manifests: fc.array(descriptor, { maxLength: 3 }),
  blobs: fc.array(descriptor, { maxLength: 2 }),
  subject: descriptor,
  annotations,
});
const manifestLists = ["layers", "manifests", "blobs"];

/** Manifests, which anyone who may push can write. */
export const manifests = target({
  inputs: fc.tuple(fc.oneof(manifest.map(stringified), json, text), mediaType),
  read: ([body, type]) => {
    const content = readManifest(bytesOf(body), type);
    classifyManifest(content, { mediaType: type, platform: null });
    if (!content) return;

    const { layers, children, config, subject, omitted } = content;
    const digests = [...layers, ...children, ...(config ? [config] : [])].map((it) => it.digest);
    for (const one of [...digests, ...(subject ? [subject] : [])]) assert.ok(isDigest(one));
    assert.ok(omitted >= 0);
    assert.ok(layers.length === 0 || children.length === 0);
  },
  growing: fc
    .tuple(
      fc.oneof(
        growingJson,
        growingJson.map((grow) => (size: number) => `{"annotations":${grow(size)}}`),
        growingJson.map((grow) => (size: number) => `{"config":${grow(size)}}`),
        fc.tuple(fc.constantFrom(...manifestLists), descriptor).map(
          ([list, one]) =>
            (size: number) =>
              `{"${list}":[${listOf(stringified(one), size)}]}`,
        ),
      ),
      mediaType,
    )
    .map(([grow, type]) => (size: number): [string, string] => [grow(size), type]),
});

const history = objectLike({ created_by: text, empty_layer: fc.boolean() });
const settings = objectLike({
  User: text,
  WorkingDir: text,
  Entrypoint: fc.array(text, { maxLength: 3 }),
  Cmd: fc.array(text, { maxLength: 3 }),
  Env: fc.array(text, { maxLength: 3 }),
  ExposedPorts: annotations,
  Volumes: annotations,
  Labels: annotations,
});
const config = objectLike({
  os: text,
  architecture: text,
  created: fc.oneof(
    text,
    fc.date({ noInvalidDate: true }).map((at) => at.toISOString()),
  ),
  author: text,
  rootfs: objectLike({ diff_ids: fc.array(digest, { maxLength: 3 }) }),
  config: settings,
  history: fc.array(history, { maxLength: 4 }),
});
const configFields = ["Entrypoint", "Env", "Labels", "Volumes", "User"];

/** Configurations of images. */
export const configs = target({
  inputs: fc.oneof(config.map(stringified), json, text),
  read: (body) => {
    const read = readConfig(parseConfig(bytesOf(body)));
    historyByLayer(read, 3);
    for (const one of [...read.env, ...read.entrypoint, ...read.history, read.author ?? ""])
      assert.ok(one.length <= 4097, "texts are cut");
    assert.ok(read.builtAt === null || !Number.isNaN(read.builtAt.getTime()));
  },
  growing: fc.oneof(
    growingJson,
    growingJson.map((grow) => (size: number) => `{"history":${grow(size)}}`),
    fc.tuple(fc.constantFrom(...configFields), growingJson).map(
      ([field, grow]) =>
        (size: number) =>
          `{"config":{"${field}":${grow(size)}}}`,
    ),
    history.map((one) => (size: number) => `{"history":[${listOf(stringified(one), size)}]}`),
  ),
});
