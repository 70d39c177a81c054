import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readImageReference } from "../../../../src/catalogue/images/compare/sides.ts";
import { digestOf } from "../../../support/data/catalogue.ts";

const digest = digestOf("image");

describe("a reference to an image is split as clients do", () => {
  const cases: [string, string, string][] = [
    ["web/site:1.2", "web/site", "1.2"],
    ["web/site", "web/site", "latest"],
    [`web/site@${digest}`, "web/site", digest],
    [`web/site:1.2@${digest}`, "web/site", digest],
    ["localhost:5000/web/site", "localhost:5000/web/site", "latest"],
    ["localhost:5000/web/site:v1", "localhost:5000/web/site", "v1"],
  ];
  for (const [typed, name, reference] of cases)
    test(typed, () => assert.deepEqual(readImageReference(typed), { name, reference }));
});

describe("a text that is no reference is refused", () => {
  for (const typed of [
    "",
    ":1.2",
    "web/site:",
    "web/site:ü",
    "web/site@sha256:1",
    "web/site@",
    "@",
  ])
    test(JSON.stringify(typed), () => assert.equal(readImageReference(typed), null));
});
