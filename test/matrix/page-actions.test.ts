import assert from "node:assert/strict";
import { test } from "node:test";
import { endpoints } from "../../src/main/api.ts";
import { routes } from "../support/routes.ts";
import { actions } from "./page-actions.ts";

test("A5: what a page can do, the API can, or there is a reason", () => {
  const known = endpoints.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  const onPages = routes().filter(
    (it) => it.startsWith("POST /") && !/^POST \/(api|v1|v2)\b/.test(it),
  );

  assert.deepEqual(
    onPages.filter((it) => !actions[it]),
    [],
    "say in page-actions.ts which endpoint does this",
  );
  for (const [action, endpoint = ""] of Object.entries(actions)) {
    assert.ok((onPages as string[]).includes(action), `${action} is on no page`);
    assert.ok(endpoint.startsWith("none: ") || known.includes(endpoint), endpoint);
  }
});
