import assert from "node:assert/strict";
import { test } from "node:test";
import { sparse } from "../../../src/platform/db/parameter-graph.ts";

test("each field of a node gets a high position, at which the same name stands", () => {
  const counts = [1, 1, 1]; // nodes of inputs, nodes of outputs, roots
  const input = [5, 0, 3, 2, 7]; // what follows a position: a mask, a child, an enum, flags
  const output = [1, 2];
  const root = [1, 1, 1];
  const bytes = [...counts, 1, 1, ...input, 1, 0, ...output, ...root];
  const graph = Buffer.from(bytes).toString("base64url");

  const made = sparse({ strings: ["where", "id"], graph });

  assert.equal(made.strings.length, 1_026);
  assert.deepEqual(made.strings.slice(1_024), ["where", "id"]);
  assert.deepEqual(made.strings.slice(0, 2), ["where", "id"]); // enums and roots keep their positions
  const [first, second] = [0x80, 0x81]; // 1 024 and 1 025 in LEB128, before an 8
  assert.deepEqual(
    [...Buffer.from(made.graph, "base64url")],
    [...counts, 1, second, 8, ...input, 1, first, 8, ...output, ...root],
  );
});
