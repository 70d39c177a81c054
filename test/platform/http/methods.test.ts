import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { signIn, useApp } from "../../support/app.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
import { makeNamespace, makePerson, password } from "../../support/data/factories.ts";
import { routes } from "../../support/routes.ts";

const app = await useApp();
const { user } = await makePerson({ admin: true });
const as = `${user.username}:${password}`;

describe("A11: every address refuses with 405 the methods that no route has there, and says which it takes", () => {
  const byPath = new Map<string, Set<string>>();
  for (const route of routes()) {
    const [method = "", path = ""] = route.split(" ");
    if (/^\/(v1|v2|assets|healthz|readyz|metrics)/.test(path)) continue;
    const filled = path.replace(/:\w+/g, "1").replace(/\*\w+/g, "a/b");
    byPath.set(filled, (byPath.get(filled) ?? new Set()).add(method));
  }
  const named = /^\/api\/v1\/\w+\/(bootstrap|validate)$/;
  for (const [path, methods] of byPath)
    test(path, async () => {
      const wrong = ["PATCH", "PUT", "DELETE", "POST"].filter((it) => !methods.has(it));
      for (const method of wrong) {
        const headers = { "portus-auth": as, cookie: "" };
        const res = await fetch(app.url + path, { method, headers, redirect: "manual" });
        await res.text();

        if (res.status === 422 && named.test(path)) continue; // the name could be an id, and is none
        assert.equal(res.status, 405, method);
        for (const it of methods) assert.ok(res.headers.get("allow")?.includes(it), it);
      }
    });
});

test("a GET of a page's address that only takes POST is 405", async () => {
  const repository = await makeRepository();
  const browser = await signIn(app, user);
  const all = new Set<string>(routes());
  const formsOnly = [...all]
    .filter((route) => /^POST \/(?!(api|v2)\/)/.test(route))
    .map((route) => route.slice("POST ".length))
    .filter((path) => !all.has(`GET ${path}`));
  assert.ok(formsOnly.includes("/repositories/*name/-/star"));
  assert.ok(formsOnly.includes("/repositories/*name/-/access/visibility"));

  for (const path of formsOnly) {
    const filled = path.replace("*name", repository.fullName).replace(/:\w+/g, "1");
    const { status, headers } = await browser.get(filled);
    assert.deepEqual([path, status, headers.get("allow")], [path, 405, "POST"]);
  }
});

test("a GET of an address where machines sign in is 405 without a session too", async () => {
  for (const path of routes().flatMap((route) => route.match(/^POST (\/oauth\/.+)$/)?.[1] ?? [])) {
    const { status, headers } = await fetch(app.url + path, { redirect: "manual" });
    assert.deepEqual([path, status, headers.get("allow")], [path, 405, "POST"]);
  }
});

test("a page of a repository that does not exist is a 404 for visitors too", async () => {
  const namespace = await makeNamespace({ visibility: "public" });
  const repository = await makeRepository({ namespace });
  for (const page of ["nothing", "nothing/at/all"]) {
    const { status } = await fetch(`${app.url}/repositories/${repository.fullName}/-/${page}`);
    assert.equal(status, 404, page);
  }
});
