import assert from "node:assert/strict";
import { test } from "node:test";
import {
  layerChain,
  maxBaseLayers,
  prefixChains,
} from "../../../../src/catalogue/images/bases/chain.ts";
import { computeChains } from "../../../../src/catalogue/images/bases/chaining.ts";
import { db } from "../../../../src/platform/db/client.ts";
import { useApp } from "../../../support/app.ts";
import { digestOf, makeRepository } from "../../../support/data/catalogue.ts";
import { layer, storeImage } from "../../../support/data/images.ts";

await useApp();

const digests = (count: number) => Array.from({ length: count }, (_, n) => digestOf(`layer ${n}`));
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

test("the chains of the prefixes are those of the shorter lists, without the whole list", () => {
  for (const count of [0, 1, 2, 7, maxBaseLayers, maxBaseLayers + 1, 2_000]) {
    const list = digests(count);
    const found = prefixChains(list).map(hex);

    assert.equal(found.length, Math.max(0, Math.min(count - 1, maxBaseLayers)));
    for (const [at, chain] of found.entries())
      assert.equal(chain, hex(layerChain(list.slice(0, at + 1))));
  }
});

test("lists of other layers, another order or another split have other chains", () => {
  const [a = "", b = "", c = ""] = digests(3);
  const lists = [[], [a], [b], [a, b], [b, a], [a, a], [a, b, c], [`${a}${b}`]];

  assert.equal(new Set(lists.map((list) => hex(layerChain(list)))).size, lists.length);
});

test("an image read before chains existed gets the same chain in the background", async () => {
  const repository = await makeRepository();
  const layers = ["one", "two", "three"].map((it) => layer(it));
  const images = [
    await storeImage(repository, { layers }),
    await storeImage(repository, { layers: [] }),
  ];
  const where = { id: { in: images.map(({ id }) => id) } };
  await db.manifest.updateMany({ where, data: { layerChain: null } });

  assert.equal(await computeChains(), 2);
  assert.equal(await computeChains(), 0);

  const found = await db.manifest.findMany({ where, orderBy: { id: "asc" } });
  for (const [at, image] of images.entries()) {
    assert.ok(image.layerChain);
    assert.equal(hex(found[at]?.layerChain ?? new Uint8Array()), hex(image.layerChain));
  }
});
