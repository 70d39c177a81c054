import assert from "node:assert/strict";
import { test } from "node:test";
import { withCounts } from "../../../src/platform/db/counts.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
import { makeNamespace, makeTeam, makeUser } from "../../support/data/factories.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();

test("rows keep their order and get their own counts, of several tables", async () => {
  const owner = await makeUser();
  const [empty, full] = [await makeTeam({ owners: [] }), await makeTeam({ owners: [owner] })];
  const one = await makeNamespace({ team: full, name: "one" });
  const two = await makeNamespace({ team: full, name: "two" });
  for (const name of ["app", "api"]) await makeRepository({ name, namespace: two });

  const teams = await withCounts([full, empty], {
    members: "memberships.team_id",
    namespaces: "namespaces.team_id",
  });
  const counted = await withCounts([one, two], { repositories: "repositories.namespace_id" });

  assert.deepEqual(
    teams.map(({ name, members, namespaces }) => [name, members, namespaces]),
    [
      [full.name, 1, 2],
      [empty.name, 0, 0],
    ],
  );
  assert.deepEqual(
    counted.map(({ repositories }) => repositories),
    [0, 2],
  );
  assert.deepEqual(await withCounts([], { stars: "stars.repository_id" }), []);
});
