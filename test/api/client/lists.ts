import assert from "node:assert/strict";
import { test } from "node:test";
import { db } from "../../../src/platform/db/client.ts";
import { admin } from "./setup.ts";

test("a page of a list states its number and links to the previous and next pages", async () => {
  await db.user.createMany({
    data: Array.from({ length: 25 }, (_, n) => ({ username: `many${n}` })),
  });
  const total = await db.user.count();

  const query = { page: 2, per_page: 7, sort_attr: "username", sort_order: "desc" };
  const { json, headers } = await admin("get_users", { query });

  const header = (name: string) => headers.get(name);
  assert.equal(json.length, 7);
  assert.deepEqual(["x-page", "x-per-page", "x-prev-page", "x-next-page", "x-total"].map(header), [
    "2",
    "7",
    "1",
    "3",
    String(total),
  ]);
  assert.equal(header("x-total-pages"), String(Math.ceil(total / 7)));
  for (const rel of ["first", "prev", "next", "last"])
    assert.match(header("link") ?? "", new RegExp(`page=\\d+[^>]*>; rel="${rel}"`));
});

const lists = [
  "get_users",
  "get_registries",
  "get_repositories",
  "get_teams",
  "get_namespaces",
] as const;

for (const id of lists)
  test(`${id}: sorting by an unlisted column is refused`, async () => {
    const query = { sort_attr: id === "get_users" ? "password_hash" : "registry_id" };
    assert.equal((await admin(id, { query })).status, 422);
  });
