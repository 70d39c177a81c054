import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { drawBadge } from "../../../src/catalogue/badges/badge.ts";
import { drawCard, renderCard } from "../../../src/catalogue/badges/card.ts";

const facts = { tag: "1.0", bytes: 1n, platforms: ["linux/amd64"], signed: true };

test("whatever a registry says, a badge is one SVG element without foreign markup", () => {
  const names = fc.string({ unit: "binary", maxLength: 300 });
  void fc.assert(
    fc.property(names, fc.array(names, { maxLength: 9 }), (tag, platforms) => {
      for (const kind of ["version", "platforms"] as const) {
        const svg = drawBadge(kind, { ...facts, tag, platforms });
        const texts = svg.replaceAll(/<\/?(svg|title|rect|path|g|text)\b[^<>]*>/g, "");
        assert.doesNotMatch(texts, /[<>"]/);
        assert.ok(svg.length < 4000);
      }
    }),
  );
});

test("a card of the longest names in any script is drawn", async () => {
  const content = {
    namespace: `${"ñ".repeat(255)} /`,
    name: "w".repeat(255),
    description: "صورة التطبيق 🚀 \u0000 & <b>bold</b> ".repeat(40),
    host: "registry.example:5000",
    tagsCount: 10_000,
    pullsCount: 12_345_678n,
    facts,
  };

  const png = await renderCard(content);

  assert.equal(png.toString("latin1", 1, 4), "PNG");
  assert.doesNotMatch(drawCard(content), /<b>/);
});
