import "../../support/settings/trusted-proxy.ts";
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { browser, useApp } from "../../support/app.ts";
import { makeRegistry, makeUser, password } from "../../support/data/factories.ts";
import { collectLog } from "../../support/log-lines.ts";

const app = await useApp();
const get = (path: string, headers = {}) => fetch(app.url + path, { headers, redirect: "manual" });
const logged = collectLog();
before(async () => {
  await makeRegistry();
  await makeUser({ username: "ada", admin: true });
});
beforeEach(() => logged.clear());
after(logged.stop);

const kinds = {
  "a page": "/explore",
  "a page that does not exist": "/nothing",
  "an asset": "/assets/nothing.css",
  "the API": "/api/v1/_ping",
  "a refused request of the API": "/api/v1/teams",
  "the token endpoint": "/v2/token?service=registry.test.lan:5000",
  "an unknown endpoint": "/v2/nothing",
  "a probe": "/readyz",
};

for (const [kind, path] of Object.entries(kinds))
  test(`${kind} has a request id of its own in a header, and in its log line`, async () => {
    const answers = [await get(path), await get(path)];
    const ids = answers.map(({ headers }) => headers.get("x-request-id") ?? "");
    await logged.until((lines) => lines.length >= (path === "/readyz" ? 0 : 2));

    for (const id of ids) assert.match(id, /^[0-9a-f]{16}$/);
    assert.notEqual(ids[0], ids[1]);
    if (path !== "/readyz")
      assert.deepEqual(
        logged.lines().map(({ requestId }) => requestId),
        ids,
      );
  });

test("what the gate refuses has an id, too", async () => {
  const answer = await fetch(`${app.url}/api/v1/teams`, {
    method: "POST",
    headers: {
      host: "elsewhere.example.org",
      authorization: "Basic YTpi",
      origin: "https://a.example",
    },
  });

  assert.equal(answer.status, 403);
  assert.match(answer.headers.get("x-request-id") ?? "", /^[0-9a-f]{16}$/);
});

test("a trusted proxy names the request", async () => {
  for (const id of [
    "7b1f8c3e-0e53-4d0c-b8f4-3f0a5b7c9d11",
    "Root=1-67891233-abcdef012345678912345678",
    "x".repeat(64),
  ]) {
    const { headers } = await get("/explore", { "x-request-id": id });
    assert.equal(headers.get("x-request-id"), id);
  }
});

for (const bad of ["", "two words", "x".repeat(65), '"><script>', "a,b", "ä", "a;b"])
  test(`the request id ${JSON.stringify(bad).slice(0, 30)} of a proxy is replaced`, async () => {
    const id = Buffer.from(bad).toString("latin1");
    const { headers } = await get("/explore", { "x-request-id": id });

    assert.match(headers.get("x-request-id") ?? "", /^[0-9a-f]{16}$/);
  });

test("an error page shows the id of the request, to be quoted", async () => {
  const visitor = browser(app);
  await visitor.get("/sign-in");
  await visitor.post("/sign-in", { username: "ada", password });

  const page = await visitor.get("/nothing");

  const id = page.headers.get("x-request-id");
  assert.equal(page.status, 404);
  assert.ok(page.text.includes(`Request ID: <code>${id}</code>`), page.text);
});

test("a line that a request causes deep inside has its id", async () => {
  const { headers } = await fetch(`${app.url}/v2/webhooks/events`, { method: "POST", body: "{}" });
  await logged.until((lines) => lines.length >= 2);

  const lines = logged.lines();
  const id = headers.get("x-request-id");
  assert.match(String(lines[0]?.msg), /no valid secret/);
  assert.deepEqual(
    lines.map(({ requestId }) => requestId),
    [id, id],
  );
});

test("a form that was read and a session that was loaded keep the id of the request", async () => {
  const visitor = browser(app);
  await visitor.get("/sign-in");
  await visitor.post("/sign-in", { username: "ada", password });
  logged.clear();

  const page = await visitor.post("/profile", { email: "not an address" });
  await logged.until((lines) => lines.length >= 1);

  assert.equal(logged.lines().at(-1)?.requestId, page.headers.get("x-request-id"));
});

test("a valid traceparent is logged as its trace, and another is not", async () => {
  const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
  for (const traceparent of [`00-${trace}-00f067aa0ba902b7-01`, "00-nonsense"])
    await get("/explore", { traceparent });
  await logged.until((lines) => lines.length >= 2);

  assert.deepEqual(
    logged.lines().map((line) => line.trace),
    [trace, undefined],
  );
});
