import assert from "node:assert/strict";
import { after, test } from "node:test";
import pg from "pg";
import { readQuery } from "../../../src/catalogue/images/references/own-hosts.ts";
import { search, searchSimilar } from "../../../src/catalogue/search/search.ts";
import { connect, db, disconnect } from "../../../src/platform/db/client.ts";
import { migrate } from "../../../src/platform/db/migrate.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
import { makeNamespace, unique } from "../../support/data/factories.ts";
import { emptyDatabaseUrl } from "../../support/postgres.ts";

const url = new URL(await emptyDatabaseUrl());
const role = `limited_${process.pid}`;
const owner = new pg.Client(url.href);
await owner.connect();
await owner.query(`CREATE ROLE ${role} LOGIN PASSWORD 'limited'`);
await owner.query(`GRANT ALL ON SCHEMA public TO ${role}`);
url.username = role;
url.password = "limited";

after(async () => {
  await disconnect();
  await owner.query(`DROP OWNED BY ${role}`);
  await owner.query(`DROP ROLE ${role}`);
  await owner.end();
});

test("a database that cannot have pg_trgm is migrated, and search matches parts of names", async () => {
  await migrate(url.href);
  connect(url.href);
  const namespace = await makeNamespace({ visibility: "public", name: unique("shelf") });
  await makeRepository({ namespace, name: "kubernetes" });

  const partial = await search(null, await readQuery("bernet"), 20);
  const mistyped = await searchSimilar(null, await readQuery("kubernets"), 20);

  const extensions = await db.$queryRaw`SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'`;
  assert.deepEqual(extensions, []);
  assert.equal(partial.repositories.count, 1);
  assert.equal(mistyped.repositories.count, 0);
});
