import assert from "node:assert/strict";
import { test } from "node:test";
import { shortPortus } from "../../../src/main/up/follow.ts";

const short = (entry: object) => shortPortus(JSON.stringify(entry));

test("a warning on the console says why, whether from a reason or an error", () => {
  const reason = "The registry can't be reached at localhost:5000: connect ECONNREFUSED.";

  assert.equal(short({ level: 40, msg: "sync failed", reason }), `warning: sync failed: ${reason}`);
  assert.equal(short({ level: 50, msg: "broke", err: { message: "why" } }), "error: broke: why");
  assert.equal(short({ level: 40, msg: "slow" }), "warning: slow");
});

test("jobs that end well are not on the console", () => {
  assert.equal(short({ level: 30, msg: "job done", job: "sizes", outcome: 3 }), undefined);
  assert.equal(short({ level: 30, msg: "stopping" }), "stopping");
});
