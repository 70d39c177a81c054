import assert from "node:assert/strict";
import { before, test } from "node:test";
import { db, type Registry } from "../../../src/platform/db/client.ts";
import { repositoryNames } from "../../../src/protocol/catalog/repositories.ts";
import {
  actorOf,
  makeNamespace,
  makeRegistry,
  makeTeam,
  makeUser,
} from "../../support/data/factories.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();

const many = 6000;
let registry: Registry;

before(async () => {
  registry = await makeRegistry();
  const open = await makeNamespace({ name: "open", visibility: "public" });
  const closed = await makeNamespace({ name: "closed", visibility: "private" });
  await db.$executeRaw`
    INSERT INTO repositories (namespace_id, name, full_name, updated_at)
    SELECT id, 'r' || i, name || '/r' || i, now()
    FROM generate_series(1, ${many}::int) AS i, (SELECT id, name FROM namespaces WHERE id IN (${open.id}, ${closed.id})) AS n`;
  await db.$executeRaw`ANALYZE repositories, namespaces`;
});

test("thousands of repositories are listed in pages of a thousand without repetitions or gaps", async () => {
  const seen: string[] = [];
  let more = true;
  for (let last = ""; more; last = seen.at(-1) ?? "") {
    const page = await repositoryNames(null, { registryId: registry.id, last, n: 1000 });
    seen.push(...page.names);
    more = page.more;
  }

  assert.equal(seen.length, many);
  assert.equal(new Set(seen).size, many);
  assert.deepEqual(seen, [...seen].sort());
  assert.ok(seen.every((name) => name.startsWith("open/")));
});

test("each page starts in the index where the page before ended", async () => {
  const plan = await db.$queryRaw<{ "QUERY PLAN": string }[]>`
    EXPLAIN SELECT full_name FROM repositories JOIN namespaces ON namespaces.id = namespace_id
    WHERE registry_id = ${registry.id} AND full_name COLLATE "C" > 'open/r3' AND namespaces.visibility = 'public'
    ORDER BY full_name COLLATE "C" LIMIT 101`;

  assert.match(plan.map((row) => row["QUERY PLAN"]).join("\n"), /repositories_catalogue/);
});

test("a member of one team sees its repositories and those of nobody else", async () => {
  const member = await makeUser();
  const team = await makeTeam({ viewers: [member] });
  const namespace = await makeNamespace({ name: "openly", visibility: "private", team });
  const data = { namespaceId: namespace.id, name: "app", fullName: "openly/app" };
  await db.repository.create({ data });
  const asked = { registryId: registry.id, last: "open/r999", n: 10 };

  assert.deepEqual(await repositoryNames(actorOf(member), asked), {
    names: ["openly/app"],
    more: false,
  });
  assert.deepEqual((await repositoryNames(null, asked)).names, []);
});
