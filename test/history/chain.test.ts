import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { sealPending } from "../../src/history/chain.ts";
import { keyedMac, macOf, record } from "../../src/history/record.ts";
import { verifyChain } from "../../src/history/verify.ts";
import { db } from "../../src/platform/db/client.ts";
import { useDatabase } from "../support/database.ts";

await useDatabase();

const happen = (subject: string) =>
  db.$transaction((tx) =>
    record(
      tx,
      { actor: { id: 7, username: "olga" }, credential: "session", address: "192.0.2.7" },
      {
        key: "team.create",
        subject,
        teamId: 3,
        details: { role: "owner", n: 1.5, list: [1, "zwei", null], nested: { z: 1, a: true } },
      },
    ),
  );

test("an entry from before credentials were recorded has the MAC that it had", () => {
  const empty = { registryId: null, teamId: null, namespaceId: null, repositoryId: null };
  const entry = { at: new Date(0), key: "team.create", actorId: 7, actorName: "olga", ...empty };
  const old = { ...entry, subject: "web", details: {}, nonce: null };

  const mac = macOf({ ...old, credential: null, address: null });

  const values = `[null,"1970-01-01T00:00:00.000Z","team.create","olga","web",[7,null,null,null,null],{}]`;
  assert.deepEqual(mac, keyedMac("line", values));
});

const sql = (text: string) => db.$executeRawUnsafe(text);
const faults = async (since?: string) => (await verifyChain(since)).faults.join("\n");

describe("a manipulated audit log", () => {
  beforeEach(async () => {
    await sql("TRUNCATE activities, activity_head RESTART IDENTITY");
    for (let n = 1; n <= 9; n++) await happen(`team ${n}`);
    while ((await sealPending()) > 0);
  });

  test("an unchanged log has no faults", async () => {
    const { entries, faultsCount } = await verifyChain();

    assert.deepEqual([entries, faultsCount], [9, 0]);
  });

  const columns = {
    at: "at + interval '1 second'",
    key: "'team.delete'",
    actor_id: "8",
    actor_name: "'carl'",
    credential: "NULL",
    address: "'192.0.2.8'",
    team_id: "NULL",
    namespace_id: "1",
    subject: "'another'",
    details: `details || '{"role": "viewer"}'`,
    nonce: "'\\x00'",
    mac: "NULL",
  };
  for (const [column, value] of Object.entries(columns))
    test(`an altered ${column} is reported with the entry's id`, async () => {
      await sql(`UPDATE activities SET ${column} = ${value} WHERE id = 4`);

      assert.match(await faults(), /^Entry 4 .*(altered|replaced)/);
    });

  test("a deleted entry leaves a gap", async () => {
    await sql("DELETE FROM activities WHERE id = 4");

    assert.equal(
      await faults(),
      "The entry at position 4 of the chain is missing: it was deleted.",
    );
  });

  test("a gap closed by renumbering is reported", async () => {
    await sql("DELETE FROM activities WHERE id = 4");
    for (let n = 5; n <= 9; n++)
      await sql(`UPDATE activities SET position = position - 1 WHERE id = ${n}`);

    assert.match(
      await faults(),
      /Entry 5 .* does not follow[\s\S]*position 9 of the chain is missing/,
    );
  });

  test("entries deleted at the end are reported, even if more were written since", async () => {
    await sql("DELETE FROM activities WHERE id > 6");
    assert.match(await faults(), /positions 7 to 9 of the chain are missing/);

    await happen("later");

    assert.match(await faults(), /positions 7 to 9 of the chain are missing/);
  });

  test("entries deleted at the end are reported, even with a matching head", async () => {
    await sql("DELETE FROM activities WHERE id > 6");
    await sql(
      "UPDATE activity_head SET position = 6, link = (SELECT link FROM activities WHERE id = 6)",
    );

    assert.match(await faults(), /head of the audit chain is not as Portus wrote it/);
  });

  test("deleting the whole log is reported", async () => {
    await sql("TRUNCATE activities");

    assert.match(await faults(), /positions 1 to 9 of the chain are missing/);
  });

  test("a deleted head is reported, and no new chain is started", async () => {
    await sql("TRUNCATE activity_head");
    await happen("later");

    assert.match(await faults(), /head of the audit chain is not as Portus wrote it/);
    assert.equal(await db.activity.count({ where: { position: null } }), 1);
  });

  test("reordered entries are reported", async () => {
    await sql("UPDATE activities SET position = -position WHERE id IN (3, 5)");
    await sql("UPDATE activities SET position = 5 WHERE id = 3");
    await sql("UPDATE activities SET position = 3 WHERE id = 5");

    const reported = await faults();

    assert.match(reported, /Entry 5 .* does not follow/);
    assert.match(reported, /Entry 3 .* does not follow/);
  });

  test("an inserted entry is reported", async () => {
    await sql(
      "INSERT INTO activities (key, actor_name, subject) VALUES ('user.promote', 'olga', 'mallory')",
    );

    assert.match(await faults(), /^Entry 10 .*user\.promote, mallory.* inserted by someone else/);
  });

  test("an inserted entry is reported even if nothing is chained any more, because the head is broken", async () => {
    await sql("TRUNCATE activity_head");
    await sql(
      "INSERT INTO activities (key, actor_name, subject) VALUES ('user.promote', 'olga', 'mallory')",
    );

    assert.match(await faults(), /Entry 10 .*user\.promote, mallory.* inserted by someone else/);
  });

  test("a copied entry is reported, because a MAC is valid only once", async () => {
    await sql(`INSERT INTO activities (at, key, actor_id, actor_name, team_id, subject, details, nonce, mac)
      SELECT at, key, actor_id, actor_name, team_id, subject, details, nonce, mac FROM activities WHERE id = 4`);

    assert.match(await faults(), /Entry 10 is a copy of entry 4/);
  });

  test("a completely rewritten log does not contain an earlier head", async () => {
    const { head } = await verifyChain();
    await sql("TRUNCATE activities, activity_head");
    for (let n = 1; n <= 12; n++) await happen(`team ${n}`);

    assert.equal(await faults(), "");
    assert.match(await faults(head), /does not contain 9:/);
  });

  test("a log that only grew contains an earlier head", async () => {
    const { head } = await verifyChain();
    await happen("later");

    assert.equal(await faults(head), "");
  });
});

test("concurrent entries are chained once each, even by several sealers", async () => {
  await sql("TRUNCATE activities, activity_head RESTART IDENTITY");

  await Promise.all([
    ...Array.from({ length: 30 }, (_, n) => happen(`side ${n}`)),
    ...Array.from({ length: 6 }, () => sealPending()),
  ]);

  const { entries, faultsCount } = await verifyChain();
  assert.deepEqual([entries, faultsCount], [30, 0]);
});
