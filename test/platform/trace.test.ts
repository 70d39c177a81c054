import assert from "node:assert/strict";
import { test } from "node:test";
import { readTraceparent, traceHeaders, traceIdOf } from "../../src/platform/trace.ts";

const id = "4bf92f3577b34da6a3ce929d0e0e4736";
const parent = "00f067aa0ba902b7";

test("a valid traceparent is read: its trace, and whether it is sampled", () => {
  assert.equal(readTraceparent(`00-${id}-${parent}-01`), `${id}-01`);
  assert.equal(readTraceparent(`00-${id}-${parent}-00`), `${id}-00`);
  assert.equal(readTraceparent(`00-${id}-${parent}-ff`), `${id}-01`);
  assert.equal(readTraceparent(`01-${id}-${parent}-01-what.is.to.come`), `${id}-01`);
});

for (const invalid of [
  undefined,
  "",
  `${id}`,
  `00-${id}-${parent}`,
  `00-${id}-${parent}-01-more`,
  `ff-${id}-${parent}-01`,
  `00-${"0".repeat(32)}-${parent}-01`,
  `00-${id}-${"0".repeat(16)}-01`,
  `00-${id.toUpperCase()}-${parent}-01`,
  `00-${id}-${parent}-01\n`,
  `00-${id}-${parent}-01, 00-${id}-${parent}-01`,
  `01-${id}-${parent}-01-${"x".repeat(300)}`,
])
  test(`the traceparent ${JSON.stringify(invalid)?.slice(0, 80)} is ignored`, () => {
    assert.equal(readTraceparent(invalid), null);
  });

test("each call of a trace is a span of its own", () => {
  const headers = [1, 2].map(() => traceHeaders(`${id}-01`).traceparent ?? "");

  for (const header of headers) {
    assert.match(header, /^00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01$/);
    assert.equal(traceIdOf(readTraceparent(header) ?? ""), id);
  }
  assert.notEqual(headers[0], headers[1]);
  assert.deepEqual(traceHeaders(null), {});
});
