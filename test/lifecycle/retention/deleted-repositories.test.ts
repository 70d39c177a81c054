import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { runNightlyRules } from "../../../src/lifecycle/retention/nightly.ts";
import { lastNight } from "../../../src/lifecycle/retention/nightly-times.ts";
import { db, type Namespace, type Repository } from "../../../src/platform/db/client.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
import { makeNamespace } from "../../support/data/factories.ts";
import { useDatabase } from "../../support/database.ts";
import { untilBlocked } from "../deletion/stock.ts";

await useDatabase();

let namespace: Namespace;
let deleted: Repository;
let other: Repository;

beforeEach(async () => {
  namespace = await makeNamespace();
  [deleted, other] = [await makeRepository({ namespace }), await makeRepository({ namespace })];
  const rules = { matching: "", protecting: "", latestOfMinor: false, newest: 1, nightly: true };
  await db.retentionRule.create({ data: { ...rules, namespaceId: namespace.id, savedBy: "olga" } });
});

const tomorrow = new Date(lastNight(new Date()).getTime() + 86_400_000);

/** Runs the rules of a night, and returns the repositories in which they ran. */
async function runNight(): Promise<string[]> {
  const names: string[] = [];
  await runNightlyRules(tomorrow, (fullName) => names.push(fullName));
  return names.filter((name) => [deleted.fullName, other.fullName].includes(name));
}

test("a repository that is deleted after it was claimed does not stop the rules in others", async () => {
  await db.$executeRawUnsafe(`CREATE FUNCTION go() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN DELETE FROM repositories WHERE id = ${deleted.id} AND id = NEW.repository_id; RETURN NULL; END $$`);
  await db.$executeRaw`CREATE TRIGGER go AFTER INSERT ON retention_runs FOR EACH ROW EXECUTE FUNCTION go()`;

  const names = await runNight();

  await db.$executeRaw`DROP FUNCTION go CASCADE`;
  assert.equal(await db.repository.findUnique({ where: { id: deleted.id } }), null);
  assert.deepEqual(names, [other.fullName]);
});

test("a repository that is being deleted is not claimed", async () => {
  let night: Promise<string[]> = Promise.resolve([]);
  await db.$transaction(async (tx) => {
    await tx.repository.delete({ where: { id: deleted.id } });
    night = runNight();
    night.catch(() => undefined);
    await untilBlocked("the rules to wait for the deletion");
  });

  assert.deepEqual(await night, [other.fullName]);
});
