import assert from "node:assert/strict";
import { test } from "node:test";
import { endpoints } from "../../src/main/api.ts";
import { routes } from "../support/routes.ts";
import { actions } from "./page-actions.ts";

test("A5: every action of a page has an API endpoint or a reason why not", () => {
  const known = endpoints.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  const onPages = routes().filter(
    (it) => it.startsWith("POST /") && !/^POST \/(api|v1|v2|scim)\b/.test(it),
  );

  assert.deepEqual(
    onPages.filter((it) => !actions[it]),
    [],
    "list the endpoint in page-actions.ts",
  );
  for (const [action, endpoint = ""] of Object.entries(actions)) {
    assert.ok((onPages as string[]).includes(action), `${action} is not a page action`);
    assert.ok(endpoint.startsWith("none: ") || known.includes(endpoint), endpoint);
  }
});
