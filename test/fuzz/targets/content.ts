import assert from "node:assert/strict";
import fc from "fast-check";
import {
  historyByLayer,
  parseConfig,
  readConfig,
} from "../../../src/catalogue/images/manifest/config.ts";
import { classifyManifest } from "../../../src/catalogue/images/manifest/kinds.ts";
import { readManifest } from "../../../src/catalogue/images/manifest/manifest.ts";
import { readSbom } from "../../../src/catalogue/images/sboms/document.ts";
import { markdown as render } from "../../../src/platform/http/pages/markdown.ts";
import { readEnvelope } from "../../../src/protocol/events/envelope.ts";
import { echoesIn } from "../../../src/registry/echo.ts";
import { isDigest } from "../../../src/registry/names.ts";
import { target } from "../target.ts";
import { digest, growingJson, growingTextOf, json, listOf, objectLike, textOf } from "../texts.ts";

const mediaType = fc.constantFrom(
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.v1+prettyjws",
  "application/vnd.oci.image.layer.v1.tar+gzip",
  "application/vnd.oci.image.config.v1+json",
  "application/octet-stream",
);
const text = textOf(["a", "Z", "/", ".", "-", ":", "\n", "%00", "2026-11-29T10:00:00Z", "1.0"]);
const number = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(2 ** 31, 2 ** 53, -1));
const stringified = (value: unknown) => JSON.stringify(value);
const bytesOf = (given: string) => Buffer.from(given, "utf8");

const event = objectLike({
  id: text,
  timestamp: fc.oneof(
    text,
    fc.date({ noInvalidDate: true }).map((at) => at.toISOString()),
  ),
  action: fc.constantFrom("push", "pull", "mount", "delete", "other"),
  target: objectLike({
    mediaType,
    digest,
    size: number,
    repository: text,
    tag: text,
    url: fc.webUrl(),
  }),
  request: objectLike({ id: text, host: text, method: text, useragent: text }),
  actor: objectLike({ name: text }),
});
const received = new Date("2026-11-29T10:00:00Z");

/** The envelopes of events that a registry sends. */
export const envelopes = target({
  inputs: fc.oneof(
    {
      weight: 6,
      arbitrary: fc.array(event, { maxLength: 3 }).map((events) => stringified({ events })),
    },
    { weight: 1, arbitrary: json },
    { weight: 1, arbitrary: text },
  ),
  read: (body) => {
    echoesIn(body);
    for (const row of readEnvelope(body, received)) {
      assert.ok(row.eventId.length <= 255 && row.action.length <= 50);
      assert.ok(row.repository.length <= 255);
      assert.match(row.occurredAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
      const payload = row.payload;
      JSON.parse(payload);
      assert.doesNotMatch(payload, /(?<!\\)(\\\\)*\\u(0000|d[89a-f])/, "Postgres can store it");
      assert.ok(!/\0|\p{Cs}/u.test(row.eventId + row.action + row.repository), "so are the texts");
    }
  },
  growing: fc.oneof(
    growingJson.map((grow) => (size: number) => `{"events":${grow(size)}}`),
    growingJson.map((grow) => (size: number) => `{"events":[{"target":{"tag":${grow(size)}}}]}`),
    growingJson.map((grow) => (size: number) => `{"events":[{"target":{},"actor":${grow(size)}}]}`),
    event.map((one) => (size: number) => `{"events":[${listOf(stringified(one), size)}]}`),
    growingTextOf(['{"events":[', '"useragent":', "portus-echo/", "\\u0000", "\\", '"', " ", "]}"]),
  ),
});

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

const licenses = fc.array(objectLike({ expression: text, license: objectLike({ id: text }) }), {
  maxLength: 2,
});
const component = objectLike({ group: text, name: text, version: text, purl: text, licenses });
const cyclone = objectLike({
  bomFormat: fc.constant("CycloneDX"),
  specVersion: fc.constantFrom("1.5", "1.6", "2"),
  components: fc.array(component, { maxLength: 3 }),
});
const spdx = objectLike({
  spdxVersion: fc.constantFrom("SPDX-2.3", "SPDX-3.0"),
  packages: fc.array(
    objectLike({
      name: text,
      versionInfo: text,
      externalRefs: fc.array(fc.jsonValue(), { maxLength: 2 }),
    }),
    { maxLength: 3 },
  ),
});
const sbom = fc.oneof(cyclone, spdx);
const wrapped = sbom.chain((inner) =>
  fc.constantFrom<unknown>(
    { predicate: inner },
    { payload: Buffer.from(stringified(inner)).toString("base64") },
    {
      dsseEnvelope: { payload: Buffer.from(stringified({ predicate: inner })).toString("base64") },
    },
  ),
);
const cycloneWith = (components: string) =>
  `{"bomFormat":"CycloneDX","specVersion":"1.6","components":${components}}`;

/** SBOMs that are attached to images. */
export const sboms = target({
  inputs: fc.oneof(sbom.map(stringified), wrapped.map(stringified), json),
  read: (body) => {
    for (const { name, version, purl, licenses: found } of readSbom(bytesOf(body))?.packages ??
      []) {
      assert.ok(name.length > 0 && name.length <= 513);
      assert.ok(version.length <= 256 && purl.length <= 1001 && found.length <= 500);
    }
  },
  growing: fc.oneof(
    growingJson,
    growingJson.map((grow) => (size: number) => cycloneWith(grow(size))),
    component.map((one) => (size: number) => cycloneWith(`[${listOf(stringified(one), size)}]`)),
    fc.constant((size: number) => {
      const depth = Math.ceil(size / 30);
      return cycloneWith(`${'[{"name":"a","components":'.repeat(depth)}[]${"}]".repeat(depth)}`);
    }),
  ),
});

const markup = [
  ..."[ ]( ) ![ * ** _ ` ~~ < > & &#x6a; | -|- \\ a ( : //".split(" "),
  ..."<script> javascript:a http://a.b HTTPS://a mailto:a@b www.a.b <http://a> \" '".split(" "),
  ..."\n|\n\n|> |- |1. |# |    |\t|---\n|```\n|[a]: |<img src=x onerror=a>| ".split("|"),
  "data:text/html,a",
];
const allowedTag =
  /<\/?(?:p|em|strong|a|code|pre|ul|ol|li|blockquote|h[3-6]|hr|br|table|thead|tbody|tr|th|td|s)(?: href="(?:https?:\/\/|mailto:)[^"<>]*"| rel="nofollow noopener noreferrer"| title="[^"<>]*"| start="\d+"| class="language-[^"<>]*"| tabindex="0"| style="text-align:(?:left|center|right)")*>/gi;

/** Descriptions and comments. */
export const markdown = target({
  inputs: textOf(markup, 24),
  read: (given) => {
    const html = render(given);
    assert.doesNotMatch(html.replace(allowedTag, ""), /[<>]/, "only harmless tags and attributes");
    for (const [link] of html.matchAll(/<a [^>]*>/g)) assert.match(link, / rel="nofollow noopener/);
  },
  growing: growingTextOf(markup),
});
