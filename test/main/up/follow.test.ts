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

test("an info line has its reason and no label", () => {
  const reason = "The registry can't be reached at localhost:5000: connect ECONNREFUSED.";

  assert.equal(short({ level: 30, msg: "it waits", reason }), `it waits: ${reason}`);
  assert.equal(short({ level: 30, msg: "stopping" }), "stopping");
});

test("requests of live pages and of probes are not on the console", () => {
  const request = { level: 30, msg: "request", method: "GET", status: 200, ms: 12 };

  for (const path of ["/live", "/readyz", "/assets/app.css"])
    assert.equal(short({ ...request, path }), undefined);
  assert.equal(short({ ...request, path: "/teams" }), "GET /teams 200 12 ms");
});
