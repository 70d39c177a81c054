import assert from "node:assert/strict";
import { test } from "node:test";
import { summaryOf } from "../../../src/catalogue/repositories/summary.ts";

for (const [what, description, summary] of [
  ["one paragraph", "It **moors** ships.", "<p>It <strong>moors</strong> ships.</p>\n"],
  ["the first of several paragraphs", "One.\n\nTwo.", "<p>One.</p>\n"],
  ["what follows a heading", "# Harbour\n\nIt moors.\r\n\r\nMore.", "<p>It moors.</p>\n"],
  ["what follows code", "```\nrun\n```\n\nThen.", "<p>Then.</p>\n"],
  ["nothing of an empty description", " \n\n ", ""],
] as const)
  test(`the summary of a description is ${what}`, () => {
    assert.equal(summaryOf(description), summary);
  });

test("a long paragraph ends at a word, and never within a character", () => {
  const words = summaryOf("harbour ".repeat(100));
  assert.match(words, /^<p>(harbour )+…<\/p>\n$/);
  assert.ok(words.length < 300);
  assert.equal(summaryOf("🚢".repeat(400)), `<p>${"🚢".repeat(280)} …</p>\n`);
});
