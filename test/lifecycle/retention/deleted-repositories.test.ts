import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { lastNight, runNightlyRules } from "../../../src/lifecycle/retention/nightly.ts";
import { db, type Namespace, type Repository } from "../../../src/platform/db/client.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
import { makeNamespace } from "../../support/data/factories.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();

let namespace: Namespace;
let gone: Repository;
let other: Repository;

beforeEach(async () => {
  namespace = await makeNamespace();
  [gone, other] = [await makeRepository({ namespace }), await makeRepository({ namespace })];
  const rules = { matching: "", protecting: "", latestOfMinor: false, newest: 1, nightly: true };
  await db.retentionRule.create({ data: { ...rules, namespaceId: namespace.id, savedBy: "olga" } });
});

const tomorrow = new Date(lastNight(new Date()).getTime() + 86_400_000);

/** Carries out the rules of a night, and says what was attended to. */
async function attended(): Promise<string[]> {
  const names: string[] = [];
  await runNightlyRules(tomorrow, (fullName) => names.push(fullName));
  return names.filter((name) => [gone.fullName, other.fullName].includes(name));
}

test("a repository deleted after it was claimed does not keep the rules from the others", async () => {
  await db.$executeRawUnsafe(`CREATE FUNCTION go() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN DELETE FROM repositories WHERE id = ${gone.id} AND id = NEW.repository_id; RETURN NULL; END $$`);
  await db.$executeRaw`CREATE TRIGGER go AFTER INSERT ON retention_runs FOR EACH ROW EXECUTE FUNCTION go()`;

  const names = await attended();

  await db.$executeRaw`DROP FUNCTION go CASCADE`;
  assert.equal(await db.repository.findUnique({ where: { id: gone.id } }), null);
  assert.deepEqual(names, [other.fullName]);
});

test("a repository that is being deleted is not claimed", async () => {
  let night: Promise<string[]> = Promise.resolve([]);
  await db.$transaction(async (tx) => {
    await tx.repository.delete({ where: { id: gone.id } });
    night = attended();
    night.catch(() => undefined);
    await somebodyWaits();
  });

  assert.deepEqual(await night, [other.fullName]);
});

async function somebodyWaits(): Promise<void> {
  const waiting = () => db.$queryRaw<object[]>`
    SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`;
  while ((await waiting()).length === 0) await sleep(10);
}
