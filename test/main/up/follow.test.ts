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

test("of a push the console has one line: no tokens that were granted, and no notifications", () => {
  const request = { level: 30, msg: "request", method: "GET", status: 200, ms: 3, user: "ada" };
  const token = { ...request, path: "/v2/token" };
  const events = { ...request, path: "/v2/webhooks/events", method: "POST", status: 202 };

  assert.equal(short({ ...token, asked: 2, granted: 2 }), undefined);
  assert.equal(short(events), undefined);
  assert.equal(
    short({ level: 30, msg: "pushed", user: "ada", repository: "ada/app", tag: "1.0" }),
    "ada pushed ada/app:1.0",
  );
});

test("a token that was refused, or grants less than was asked for, and a refused notification are on the console", () => {
  const request = { level: 30, msg: "request", method: "GET", status: 200, ms: 3, user: "ada" };
  const token = { ...request, path: "/v2/token" };

  assert.equal(
    short({ ...token, asked: 2, granted: 1 }),
    "GET /v2/token 200 3 ms ada, granted 1 of 2 actions",
  );
  assert.equal(
    short({ ...token, asked: 2, granted: 0, decision: "abc" }),
    "GET /v2/token 200 3 ms ada, granted 0 of 2 actions; why: /why/abc",
  );
  assert.equal(
    short({ ...token, status: 401, asked: 2, user: undefined }),
    "GET /v2/token 401 3 ms",
  );
  assert.equal(
    short({ ...request, path: "/v2/webhooks/events", method: "POST", status: 401 }),
    "POST /v2/webhooks/events 401 3 ms ada",
  );
});

test("what bin/up says itself, and what its start brings about, is not on the console again", () => {
  for (const msg of [
    "Portus is up",
    "There is no account yet. Create the first one at http://localhost:3000/sign-up",
    "first sync waits for the registry (retrying)",
    "audit log anchored",
  ])
    assert.equal(short({ level: 30, msg }), undefined);
  assert.equal(short({ level: 30, msg: "Applied 27 migrations" }), "Applied 27 migrations");
});
