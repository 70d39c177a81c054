import assert from "node:assert/strict";
import fc from "fast-check";
import { readSbom } from "../../../src/catalogue/images/sboms/document.ts";
import { target } from "../target.ts";
import { growingJson, json, listOf, objectLike } from "../texts.ts";

import { bytesOf, stringified, text } from "../values.ts";

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
