import assert from "node:assert/strict";
import { test } from "node:test";
import { closureOf } from "../../../../src/lifecycle/deletion/plan/closure.ts";
import {
  type GraphManifest,
  manifestGraph,
} from "../../../../src/lifecycle/deletion/plan/manifest-graph.ts";
import type { Selection } from "../../../../src/lifecycle/deletion/plan/selection.ts";
import { isReferrerTag } from "../../../../src/registry/client/referrers.ts";
import { digestOf } from "../../../support/data/catalogue.ts";
import { ociManifest } from "../../../support/data/events.ts";

const known = (name: string, given: Partial<GraphManifest> = {}): GraphManifest => ({
  digest: digestOf(name),
  tags: [],
  children: [],
  subject: null,
  mediaType: ociManifest,
  read: true,
  referrerTags: (given.tags ?? []).filter((tag) => isReferrerTag(tag)),
  ...given,
});
const referrerTag = (name: string, ending = "") => `${digestOf(name).replace(":", "-")}${ending}`;

const app = known("app", { tags: ["1.0", "latest"] });
const old = known("old", { tags: ["0.9"] });
const [amd, arm] = [known("amd"), known("arm")];
const tagged = known("tagged child", { tags: ["arm-only"] });
const index = known("index", {
  tags: ["multi"],
  children: [amd, arm, tagged].map((it) => it.digest),
});
const other = known("other index", { tags: ["other"], children: [arm.digest] });
const signature = known("signature", { tags: [referrerTag("old", ".sig")] });
const attestation = known("attestation", { subject: old.digest });
const fallback = known("fallback", { tags: [referrerTag("old")], children: [attestation.digest] });
const all = [signature, fallback, attestation, amd, arm, tagged, index, other, app, old];

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

function deletedWith(selection: Selection, manifests = all) {
  const { deleted, untagged, broken } = closureOf(manifestGraph(manifests), selection);
  return {
    deleted: deleted.map(({ digest, reason }) => `${named(digest)} as ${reason}`).sort(),
    untagged: untagged.map(({ tag, siblings, indexes }) => [
      tag,
      ...siblings,
      ...indexes.map(named),
    ]),
    broken: broken.map(named),
  };
}

test("a tag is deleted without its image if the image has another tag", () => {
  assert.deepEqual(deletedWith({ tags: ["1.0"] }), {
    deleted: [],
    untagged: [["1.0", "latest"]],
    broken: [],
  });
});

test("an image is deleted with the last of its tags", () => {
  assert.deepEqual(deletedWith({ tags: ["1.0", "latest"] }).deleted, ["app as chosen"]);
});

test("an index is deleted with its untagged parts, except those in another index", () => {
  assert.deepEqual(deletedWith({ tags: ["multi"] }), {
    deleted: ["amd as part", "index as chosen"],
    untagged: [],
    broken: [],
  });
  assert.deepEqual(deletedWith({ tags: ["multi", "other"] }).deleted, [
    "amd as part",
    "arm as part",
    "index as chosen",
    "other as chosen",
  ]);
});

test("a tagged part of an index that stays loses only its tag", () => {
  assert.deepEqual(deletedWith({ tags: ["arm-only"] }), {
    deleted: [],
    untagged: [["arm-only", "index"]],
    broken: [],
  });
  assert.deepEqual(deletedWith({ tags: ["arm-only", "multi"] }).deleted, [
    "amd as part",
    "index as chosen",
    "tagged as chosen",
  ]);
});

test("a part of an index that stays can't be deleted by its digest", () => {
  assert.deepEqual(deletedWith({ digest: amd.digest }).broken, ["index"]);
});

test("signatures and attestations are deleted after the image that they are attached to", () => {
  const { deleted } = closureOf(manifestGraph(all), { tags: ["0.9"] });
  const order = deleted.map(({ digest }) => named(digest));
  assert.deepEqual(deletedWith({ tags: ["0.9"] }).deleted, [
    "attestation as part",
    "fallback as attachment",
    "old as chosen",
    "signature as attachment",
  ]);
  assert.equal(order[0], "old");
  assert.ok(order.indexOf("fallback") < order.indexOf("attestation"));
});

test("a whole repository is deleted, indexes before their parts", () => {
  const { deleted } = closureOf(manifestGraph(all), { whole: true });
  assert.equal(deleted.length, all.length);
  const order = deleted.map(({ digest }) => named(digest));
  for (const part of ["amd", "arm", "tagged"])
    assert.ok(order.indexOf("index") < order.indexOf(part), part);
});

test("manifests that list themselves or each other cause no endless loop", () => {
  const one = known("one", { tags: ["x"], children: [digestOf("two")] });
  const two = known("two", { children: [digestOf("one")] });
  const { deleted } = closureOf(manifestGraph([one, two]), { whole: true });
  assert.equal(deleted.length, 2);
});

test("a chain of 20,000 attachments is deleted with its image, each after its subject", () => {
  const chain = [known("0", { tags: ["1.0"] })];
  for (let at = 1; at < 20_000; at += 1)
    chain.push(known(`${at}`, { subject: digestOf(`${at - 1}`) }));
  const { deleted } = closureOf(manifestGraph(chain.toReversed()), { tags: ["1.0"] });
  assert.deepEqual(
    deleted.map(({ digest }) => digest),
    chain.map(({ digest }) => digest),
  );
});

test("if half of 20,000 tags of an image are deleted, each names a few of the remaining tags", () => {
  const tags = Array.from({ length: 20_000 }, (_, at) => `v${at}`);
  const { deleted, untagged } = closureOf(manifestGraph([known("app", { tags })]), {
    tags: tags.slice(10_000),
  });
  assert.deepEqual([deleted.length, untagged.length], [0, 10_000]);
  assert.deepEqual(untagged.at(-1)?.siblings, tags.slice(0, 12));
});

test("20,000 indexes of one part are deleted, and the part after all of them", () => {
  const part = known("part");
  const indexes = Array.from({ length: 20_000 }, (_, at) =>
    known(`index ${at}`, { tags: [`v${at}`], children: [part.digest] }),
  );
  const all = [part, ...indexes];
  const { deleted } = closureOf(manifestGraph(all), { tags: indexes.flatMap((it) => it.tags) });
  assert.deepEqual([deleted.length, deleted.at(-1)?.digest], [all.length, part.digest]);
  assert.equal(
    closureOf(manifestGraph(all), { tags: indexes.slice(1).flatMap((it) => it.tags) }).deleted
      .length,
    19_999,
  );
});

test("in random graphs nothing that stays loses a part, each manifest is deleted after those that need it, and no more could be deleted", () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const all = randomManifests(seed);
    const chosen = all.flatMap(({ tags }) => tags).filter((_, at) => (at + seed) % 3 > 0);
    const { deleted, broken } = closureOf(manifestGraph(all), { tags: chosen });
    const deletedAt = new Map(deleted.map((it, at) => [it.digest, { ...it, at }]));
    const staying = all.filter(({ digest }) => !deletedAt.has(digest));

    assert.deepEqual(broken, []);
    for (const { children } of staying)
      assert.ok(!children.some((it) => deletedAt.has(it)), `${seed}`);
    for (const { digest, tags } of staying) {
      const untaggedBy = tags.length > 0 && tags.every((tag) => chosen.includes(tag));
      assert.ok(!untaggedBy || staying.some((it) => it.children.includes(digest)), `${seed}`);
    }
    for (const { digest, dependsOn } of deleted)
      for (const other of dependsOn)
        assert.ok((deletedAt.get(other)?.at ?? -1) < (deletedAt.get(digest)?.at ?? -1), `${seed}`);
  }
});

/** Twelve manifests, as a client can push them: later ones list earlier ones or are attached to them. */
function randomManifests(seed: number): GraphManifest[] {
  let state = seed;
  const below = (limit: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % limit;
  };
  const all: GraphManifest[] = [];
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
