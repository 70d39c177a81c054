import assert from "node:assert/strict";
import { test } from "node:test";
import { parseConfig, readConfig } from "../../../../src/catalogue/images/manifest/config.ts";
import { readManifest } from "../../../../src/catalogue/images/manifest/manifest.ts";
import { dockerList, dockerManifest, ociIndex, ociManifest } from "../../../support/data/events.ts";
import { onLoop } from "../../../support/on-loop.ts";

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const bytes = (value: unknown) =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value));
const read = (value: unknown, type = ociManifest) => onLoop(() => readManifest(bytes(value), type));

const layer = {
  mediaType: "application/vnd.oci.image.layer.v1.tar+gzip",
  digest: digest("1"),
  size: 7,
};
const config = {
  mediaType: "application/vnd.oci.image.config.v1+json",
  digest: digest("c"),
  size: 3,
};

for (const type of [ociManifest, dockerManifest])
  test(`an image (${type}) has a config and layers`, () => {
    const content = read({ schemaVersion: 2, config, layers: [layer, layer] }, type);

    assert.deepEqual(content, {
      artifactType: null,
      subject: null,
      config,
      layers: [layer, layer],
      children: [],
      annotations: null,
      omitted: 0,
    });
  });

for (const type of [ociIndex, dockerList])
  test(`EVT-042: an index (${type}) has children with their platforms`, () => {
    const platform = { os: "linux", architecture: "arm", variant: "v7" };
    const attestation = {
      mediaType: ociManifest,
      digest: digest("b"),
      size: 9,
      platform: { os: "unknown", architecture: "unknown" },
      annotations: { "vnd.docker.reference.type": "attestation-manifest" },
    };
    const child = { mediaType: ociManifest, digest: digest("a"), size: 5, platform };

    const content = read({ manifests: [child, attestation] }, type);

    const [first, second] = content?.children ?? [];
    assert.deepEqual([first?.digest, first?.platform], [digest("a"), "linux/arm/v7"]);
    assert.equal(second?.platform, null);
    assert.deepEqual(second?.annotations, attestation.annotations);
  });

test("an artifact has an artifact type and a subject", () => {
  const subject = { mediaType: ociManifest, digest: digest("a"), size: 5 };
  const empty = { ...config, mediaType: "application/vnd.oci.empty.v1+json" };

  const content = read({
    artifactType: "application/spdx+json",
    config: empty,
    layers: [],
    subject,
  });

  assert.equal(content?.artifactType, "application/spdx+json");
  assert.equal(content?.subject, digest("a"));
});

test("an artifact from before artifactType takes its type from the config", () => {
  const helm = { ...config, mediaType: "application/vnd.cncf.helm.config.v1+json" };

  assert.equal(read({ config: helm, layers: [] })?.artifactType, helm.mediaType);
});

test("bytes that are not a JSON object are not a manifest", () => {
  for (const hostile of ["", "{", "[]", "null", "7", '"x"'])
    assert.equal(read(hostile), null, hostile);
});

test("I1: deep nesting hides no layer", () => {
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;

  assert.equal(read(`{"a":${deep},"layers":[${JSON.stringify(layer)}]}`)?.layers.length, 1);
});

test("the valid parts of a hostile manifest are read", () => {
  const content = read({
    config: "none",
    layers: [
      layer,
      null,
      7,
      { ...layer, digest: "../../etc" },
      { ...layer, size: -1 },
      { ...layer, size: 1e300 },
    ],
    subject: [],
    artifactType: "x".repeat(100_000),
    annotations: { a: 1 },
  });

  assert.deepEqual(
    content?.layers.map(({ size }) => size),
    [7, -1, null],
  );
  assert.deepEqual([content?.config, content?.subject, content?.artifactType], [null, null, null]);
});

test("I11: long lists are read in full", () => {
  assert.equal(read({ layers: Array(5_000).fill(layer) })?.layers.length, 5_000);
  assert.equal(read({ manifests: Array(5_000).fill(layer) }, ociIndex)?.children.length, 5_000);
});

test("history lines that made no layer are left out", () => {
  const { layerHistory } = readConfig({
    history: [
      { created_by: "ADD" },
      { created_by: "ENV", empty_layer: true },
      { comment: "no command" },
      { created_by: "COPY" },
    ],
  });

  assert.deepEqual(layerHistory, ["ADD", null, "COPY"]);
});

test("a configuration has the platform, the build time and how the image runs", () => {
  const found = readConfig({
    os: "linux",
    architecture: "amd64",
    created: "2026-01-02T03:04:05Z",
    config: {
      Env: ["A=1"],
      Cmd: ["run"],
      Entrypoint: null,
      Labels: { one: "1", two: 2 },
      ExposedPorts: { "80/tcp": {} },
      User: "nobody",
    },
  });

  assert.equal(found.platform, "linux/amd64");
  assert.deepEqual(found.builtAt, new Date("2026-01-02T03:04:05Z"));
  assert.deepEqual([found.env, found.command, found.entrypoint], [["A=1"], ["run"], []]);
  assert.deepEqual([found.labels, found.ports, found.user], [{ one: "1" }, ["80/tcp"], "nobody"]);
});

test("a hostile configuration is cut, and its invalid parts are ignored", () => {
  for (const hostile of [
    null,
    [],
    7,
    { history: 7, config: 7, created: {}, os: {} },
    { config: { Env: { a: 1 }, Cmd: "sh", Labels: [] }, created: "-271821-04-20T00:00:00Z" },
    { os: "li\0nux", architecture: "../x" },
  ]) {
    const found = readConfig(hostile);
    assert.deepEqual([found.platform, found.builtAt], [null, null]);
  }

  const { env } = readConfig({ config: { Env: ["x".repeat(1_000_000)] } });
  assert.ok((env[0]?.length ?? 0) < 5_000);
});

test("a configuration that is not a JSON object is ignored", () => {
  for (const hostile of ["", "[]", "null", "x"]) assert.equal(parseConfig(bytes(hostile)), null);
});

for (const key of ["Layers", "LAYERS", "layerſ"])
  test(`I1: ${key} is read as layers, as registries and clients written in Go do`, () => {
    const content = read(`{"layers":[],"${key}":[${JSON.stringify(layer)}]}`);

    assert.deepEqual(
      content?.layers.map((it) => it.digest),
      [layer.digest],
    );
  });

test("I1: keys of descriptors and platforms are read in any case; annotation keys stay as they are", () => {
  const child = {
    MediaType: ociManifest,
    DIGEST: digest("2"),
    Size: 7,
    Platform: { OS: "linux", Architecture: "arm64" },
    Annotations: { Size: "kept" },
  };

  const content = read({ MANIFESTS: [child] }, ociIndex);

  const [found] = content?.children ?? [];
  assert.deepEqual([found?.digest, found?.size, found?.platform], [digest("2"), 7, "linux/arm64"]);
  assert.deepEqual(found?.annotations, { Size: "kept" });
});
