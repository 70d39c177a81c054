import assert from "node:assert/strict";
import { test } from "node:test";
import type { Selection } from "../../src/removal/choice.ts";
import { closureOf, type Known } from "../../src/removal/closure.ts";
import { digestOf } from "../support/catalogue.ts";
import { ociManifest } from "../support/events.ts";

const known = (name: string, given: Partial<Known> = {}): Known => ({
  digest: digestOf(name),
  tags: [],
  children: [],
  ...{ subject: null, mediaType: ociManifest, read: true },
  ...given,
});
const about = (name: string, ending = "") => `${digestOf(name).replace(":", "-")}${ending}`;

const app = known("app", { tags: ["1.0", "latest"] });
const old = known("old", { tags: ["0.9"] });
const [amd, arm] = [known("amd"), known("arm")];
const tagged = known("tagged child", { tags: ["arm-only"] });
const index = known("index", {
  tags: ["multi"],
  children: [amd, arm, tagged].map((it) => it.digest),
});
const other = known("other index", { tags: ["other"], children: [arm.digest] });
const signature = known("signature", { tags: [about("old", ".sig")] });
const attestation = known("attestation", { subject: old.digest });
const fallback = known("fallback", { tags: [about("old")], children: [attestation.digest] });
const world = [signature, fallback, attestation, amd, arm, tagged, index, other, app, old];

const names = new Map(
  Object.entries({
    app,
    old,
    amd,
    arm,
    tagged,
    index,
    other,
    signature,
    attestation,
    fallback,
  }).map(([name, { digest }]) => [digest, name]),
);
const named = (digest: string) => names.get(digest) ?? digest;

function went(selection: Selection, all = world) {
  const { gone, untagged, broken } = closureOf(all, selection);
  return {
    gone: gone.map(({ digest, as }) => `${named(digest)} as ${as}`).sort(),
    untagged: untagged.map(({ tag, siblings, indexes }) => [
      tag,
      ...siblings,
      ...indexes.map(named),
    ]),
    broken: broken.map(named),
  };
}

test("a tag whose sibling stays leaves its image", () => {
  assert.deepEqual(went({ tags: ["1.0"] }), {
    gone: [],
    untagged: [["1.0", "latest"]],
    broken: [],
  });
});

test("an image goes with the last of its tags", () => {
  assert.deepEqual(went({ tags: ["1.0", "latest"] }).gone, ["app as chosen"]);
});

test("an index takes its untagged parts along, and leaves those with a tag or in another index", () => {
  assert.deepEqual(went({ tags: ["multi"] }), {
    gone: ["amd as part", "index as chosen"],
    untagged: [],
    broken: [],
  });
  assert.deepEqual(went({ tags: ["multi", "other"] }).gone, [
    "amd as part",
    "arm as part",
    "index as chosen",
    "other as chosen",
  ]);
});

test("a tagged part of an index that stays loses the tag alone", () => {
  assert.deepEqual(went({ tags: ["arm-only"] }), {
    gone: [],
    untagged: [["arm-only", "index"]],
    broken: [],
  });
  assert.deepEqual(went({ tags: ["arm-only", "multi"] }).gone, [
    "amd as part",
    "index as chosen",
    "tagged as chosen",
  ]);
});

test("a part of an index that stays can't be deleted by its digest", () => {
  assert.deepEqual(went({ digest: amd.digest }).broken, ["index"]);
});

test("signatures and attestations go with the image that they are about, and after it", () => {
  const { gone } = closureOf(world, { tags: ["0.9"] });
  const order = gone.map(({ digest }) => named(digest));
  assert.deepEqual(went({ tags: ["0.9"] }).gone, [
    "attestation as part",
    "fallback as paper",
    "old as chosen",
    "signature as paper",
  ]);
  assert.equal(order[0], "old");
  assert.ok(order.indexOf("fallback") < order.indexOf("attestation"));
});

test("a whole repository goes, indexes before their parts", () => {
  const { gone } = closureOf(world, { whole: true });
  assert.equal(gone.length, world.length);
  const order = gone.map(({ digest }) => named(digest));
  for (const part of ["amd", "arm", "tagged"])
    assert.ok(order.indexOf("index") < order.indexOf(part), part);
});

test("an image that lists itself, or two that list each other, end no search", () => {
  const one = known("one", { tags: ["x"], children: [digestOf("two")] });
  const two = known("two", { children: [digestOf("one")] });
  const { gone } = closureOf([one, two], { whole: true });
  assert.equal(gone.length, 2);
});
