import assert from "node:assert/strict";
import { test } from "node:test";
import { closureOf } from "../../../src/lifecycle/deletion/plan/closure.ts";
import type { Known } from "../../../src/lifecycle/deletion/plan/manifest-graph.ts";
import type { Selection } from "../../../src/lifecycle/deletion/plan/selection.ts";
import { isReferrerTag } from "../../../src/registry/client/referrers.ts";
import { digestOf } from "../../support/catalogue.ts";
import { ociManifest } from "../../support/events.ts";

const known = (name: string, given: Partial<Known> = {}): Known => ({
  digest: digestOf(name),
  tags: [],
  children: [],
  ...{ subject: null, mediaType: ociManifest, read: true },
  referrerTags: (given.tags ?? []).filter((tag) => isReferrerTag(tag)),
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

test("a chain of 20 000 papers about papers goes with its image, each after the one that it is about", () => {
  const chain = [known("0", { tags: ["1.0"] })];
  for (let at = 1; at < 20_000; at += 1)
    chain.push(known(`${at}`, { subject: digestOf(`${at - 1}`) }));
  const { gone } = closureOf(chain.toReversed(), { tags: ["1.0"] });
  assert.deepEqual(
    gone.map(({ digest }) => digest),
    chain.map(({ digest }) => digest),
  );
});

test("of 20 000 tags on one image half go: each says by a few of the others what keeps the image", () => {
  const tags = Array.from({ length: 20_000 }, (_, at) => `v${at}`);
  const { gone, untagged } = closureOf([known("app", { tags })], { tags: tags.slice(10_000) });
  assert.deepEqual([gone.length, untagged.length], [0, 10_000]);
  assert.deepEqual(untagged.at(-1)?.siblings, tags.slice(0, 12));
});

test("20 000 indexes of one part go, and the part after all of them", () => {
  const part = known("part");
  const indexes = Array.from({ length: 20_000 }, (_, at) =>
    known(`index ${at}`, { tags: [`v${at}`], children: [part.digest] }),
  );
  const all = [part, ...indexes];
  const { gone } = closureOf(all, { tags: indexes.flatMap((it) => it.tags) });
  assert.deepEqual([gone.length, gone.at(-1)?.digest], [all.length, part.digest]);
  assert.equal(
    closureOf(all, { tags: indexes.slice(1).flatMap((it) => it.tags) }).gone.length,
    19_999,
  );
});

test("whatever lists whatever: nothing that stays loses a part, what goes is placed after what needs it, and no more could go", () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const all = randomWorld(seed);
    const chosen = all.flatMap(({ tags }) => tags).filter((_, at) => (at + seed) % 3 > 0);
    const { gone, broken } = closureOf(all, { tags: chosen });
    const going = new Map(gone.map((it, at) => [it.digest, { ...it, at }]));
    const staying = all.filter(({ digest }) => !going.has(digest));

    assert.deepEqual(broken, []);
    for (const { children } of staying) assert.ok(!children.some((it) => going.has(it)), `${seed}`);
    for (const { digest, tags } of staying) {
      const alone = tags.length > 0 && tags.every((tag) => chosen.includes(tag));
      assert.ok(!alone || staying.some((it) => it.children.includes(digest)), `${seed}`);
    }
    for (const { digest, after } of gone)
      for (const other of after)
        assert.ok((going.get(other)?.at ?? -1) < (going.get(digest)?.at ?? -1), `${seed}`);
  }
});

/** Twelve manifests, of which later ones list earlier ones or are about them, as a client can push them. */
function randomWorld(seed: number): Known[] {
  let state = seed;
  const below = (limit: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % limit;
  };
  const all: Known[] = [];
  for (let at = 0; at < 12; at += 1) {
    const earlier = () => all[below(all.length)]?.digest ?? digestOf("elsewhere");
    const kind = below(4);
    all.push(
      known(`${seed}/${at}`, {
        tags: Array.from({ length: below(3) }, (_, tag) => `t${at}-${tag}`),
        children: kind === 1 ? [...new Set([earlier(), earlier()])] : [],
        subject: kind === 2 ? earlier() : null,
      }),
    );
  }
  return all;
}
