import assert from "node:assert/strict";
import { test } from "node:test";
import { type Block, drawBlocks } from "../../../../src/catalogue/sizes/map/draw.ts";

const block = (name: string, stored: bigint, exclusive = stored): Block => ({
  name,
  href: `/${name}`,
  stored,
  exclusive,
});

test("blocks are drawn largest first, with the shared part of each in percent", () => {
  const drawn = drawBlocks([block("small", 100n, 100n), block("large", 300n, 75n)]);

  assert.deepEqual(
    drawn.map(({ name, shared }) => [name, shared]),
    [
      ["large", 75],
      ["small", 0],
    ],
  );
  assert.equal(Math.round((drawn[0]?.width ?? 0) * (drawn[0]?.height ?? 0)), 7_500);
});

test("small blocks and those that were not listed are folded into one, without a link", () => {
  const many = Array.from({ length: 50 }, (_, n) => block(`app-${n}`, 1_000n));
  const rest = { count: 7, stored: 90n, exclusive: 10n };

  const drawn = drawBlocks([...many, block("tiny", 1n)], rest);

  assert.equal(drawn.length, 41);
  const { name, href, stored, exclusive } = drawn.at(-1) ?? {};
  assert.deepEqual(
    { name, href, stored, exclusive },
    { name: "18 others", href: null, stored: 10_091n, exclusive: 10_011n },
  );
});

test("a single small block keeps its name", () => {
  const drawn = drawBlocks([block("large", 1_000_000n), block("tiny", 1n)]);

  assert.deepEqual(
    drawn.map(({ name }) => name),
    ["large", "tiny"],
  );
});

test("nothing is drawn of nothing, nor of blocks without bytes", () => {
  assert.deepEqual(drawBlocks([]), []);
  assert.deepEqual(drawBlocks([block("empty", 0n)], { count: 2, stored: 0n, exclusive: 0n }), []);
});

test("sizes beyond the safe integers of JavaScript are drawn", () => {
  const most = 9_223_372_036_854_775_807n;

  const [one, other] = drawBlocks([block("one", most), block("other", most)]);

  assert.equal(one?.width, other?.width);
});
