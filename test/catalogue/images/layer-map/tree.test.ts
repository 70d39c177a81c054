import assert from "node:assert/strict";
import { test } from "node:test";
import { type LayeredImage, layerTree } from "../../../../src/catalogue/images/layer-map/tree.ts";
import { generator } from "../../../support/random.ts";

const image = (names: string, baseLayers = 0): LayeredImage => ({
  layers: [...names].map((digest) => ({ digest, size: 10n })),
  baseLayers,
});
const drawn = (...images: LayeredImage[]) =>
  layerTree(images).blocks.map((it) => `${it.row}+${it.rows} ${it.depth}+${it.layers}`);

test("layers that images share from the lowest on are one block, and the rest are others", () => {
  assert.deepEqual(drawn(image("abX"), image("abYZ"), image("c")), [
    "0+2 0+2", // ab
    "0+1 2+1", // X
    "1+1 2+2", // YZ
    "2+1 0+1", // c
  ]);
});

test("an image that ends where another goes on comes before it", () => {
  const { order, blocks } = layerTree([image("abc"), image("x"), image("ab")]);

  assert.deepEqual(order, [2, 0, 1]);
  assert.deepEqual(
    blocks.map(({ row, rows }) => [row, rows]),
    [
      [0, 2],
      [1, 1],
      [2, 1],
    ],
  );
});

test("a block ends where the base of an image ends, even if all images go on in the same way", () => {
  assert.deepEqual(drawn(image("abcX", 2), image("abcY", 2)), [
    "0+2 0+2",
    "0+2 2+1",
    "0+1 3+1",
    "1+1 3+1",
  ]);
});

test("the same layer in another place is not shared", () => {
  assert.deepEqual(drawn(image("ab"), image("ba")), ["0+1 0+2", "1+1 0+2"]);
});

test("without images or layers there is nothing to draw", () => {
  assert.deepEqual(layerTree([]), { order: [], blocks: [], largest: 0 });
  assert.deepEqual(layerTree([image("")]), { order: [0], blocks: [], largest: 0 });
});

test("each image has a row, and the blocks of its row are its layers, whatever the images", () => {
  const next = generator(14);
  const any = (limit: number) => Math.floor(next() * limit);
  for (let round = 0; round < 200; round += 1) {
    const images = Array.from({ length: any(12) }, () => {
      const names = Array.from({ length: any(9) }, () => "abc"[any(3)]).join("");
      return image(names, any(names.length + 1));
    });
    const { order, blocks, largest } = layerTree(images);

    assert.deepEqual(
      order.toSorted((one, other) => one - other),
      [...images.keys()],
    );
    for (const [row, at] of order.entries()) {
      const own = blocks
        .filter((it) => it.row <= row && row < it.row + it.rows)
        .sort((one, other) => one.depth - other.depth);
      let depth = 0;
      for (const block of own) {
        assert.equal(block.depth, depth);
        assert.equal(block.offset, depth * 10);
        depth += block.layers;
      }
      const { layers = [], baseLayers = 0 } = images[at] ?? {};
      assert.equal(depth, layers.length);
      assert.ok(own.every((it) => it.depth >= baseLayers || it.depth + it.layers <= baseLayers));
      assert.ok(largest >= layers.length * 10);
    }
  }
});
