import assert from "node:assert/strict";
import { once } from "node:events";
import { after, before, test } from "node:test";
import pg from "pg";
import { listen } from "../../../src/platform/db/listen.ts";
import { testDatabaseUrl } from "../../support/postgres.ts";

let url: string;
let client: pg.Client;

before(async () => {
  url = await testDatabaseUrl();
  client = new pg.Client(url);
  await client.connect();
});
after(() => client.end());

/** The channels that a statement announces on. */
async function announced(sql: string, values: unknown[] = []): Promise<string[]> {
  const ear = new pg.Client(url);
  const heard: string[] = [];
  await ear.connect();
  ear.on("notification", ({ channel }) => heard.push(channel));
  for (const channel of ["access_changed", "keys_changed", "events_arrived", "the_end"])
    await ear.query(`LISTEN ${channel}`);
  await client.query(sql, values);
  await client.query("NOTIFY the_end");
  while (heard.at(-1) !== "the_end") await once(ear, "notification");
  await ear.end();
  return heard.slice(0, -1);
}

const soon = "now() + interval '1 day'";
const rows: Record<string, { insert: string; changes: string[]; quiet: string[] }> = {
  users: {
    insert: "INSERT INTO users (username, updated_at) VALUES ('ann', now())",
    changes: ["admin = true", "password_hash = 'x'", "disabled_at = now()", "username = 'bob'"],
    quiet: ["current_sign_in_at = now()", "last_sign_in_at = now(), updated_at = now()"],
  },
  registries: {
    insert:
      "INSERT INTO registries (name, hostname, url, updated_at) VALUES ('r', 'r', 'http://r', now())",
    changes: ["hostname = 's'"],
    quiet: [],
  },
  teams: {
    insert: "INSERT INTO teams (name, updated_at) VALUES ('web', now())",
    changes: ["hidden = true"],
    quiet: [],
  },
  memberships: {
    insert: `INSERT INTO memberships (team_id, user_id, role, updated_at)
      SELECT t.id, u.id, 'viewer', now() FROM teams t, users u`,
    changes: ["role = 'owner'"],
    quiet: [],
  },
  namespaces: {
    insert: `INSERT INTO namespaces (registry_id, name, kind, visibility, team_id, updated_at)
      SELECT r.id, 'web', 'team', 'private', t.id, now() FROM registries r, teams t`,
    changes: ["visibility = 'public'"],
    quiet: [],
  },
  application_tokens: {
    insert: `INSERT INTO application_tokens (user_id, name, hash, hint, scopes)
      SELECT id, 'ci', 'x', 'abcd', '{registry}' FROM users`,
    changes: [`expires_at = ${soon}`, "hash = 'y'"],
    quiet: ["last_used_at = now()"],
  },
};

for (const [table, { insert, changes, quiet }] of Object.entries(rows)) {
  test(`a new row in ${table} is announced to all replicas`, async () => {
    assert.deepEqual(await announced(insert), ["access_changed"]);
  });
  for (const change of changes)
    test(`${table}: ${change} is announced to all replicas`, async () => {
      assert.deepEqual(await announced(`UPDATE ${table} SET ${change}`), ["access_changed"]);
    });
  for (const change of quiet)
    test(`${table}: ${change} is announced to nobody`, async () => {
      assert.deepEqual(await announced(`UPDATE ${table} SET ${change}`), []);
    });
}

test("a client's sign-in is news when it ends, not when it begins or is used", async () => {
  const insert = `INSERT INTO refresh_tokens (user_id, hash, service, client_id, expires_at)
    SELECT id, 'x', 'r', 'docker', ${soon} FROM users`;

  assert.deepEqual(await announced(insert), []);
  assert.deepEqual(await announced("UPDATE refresh_tokens SET last_used_at = now()"), []);
  assert.deepEqual(await announced("DELETE FROM refresh_tokens"), ["access_changed"]);
});

for (const table of ["application_tokens", "namespaces", "memberships", "teams", "users"])
  test(`a row gone from ${table} is announced to all replicas`, async () => {
    assert.deepEqual(await announced(`DELETE FROM ${table}`), ["access_changed"]);
  });

test("a new signing key is announced as that", async () => {
  const insert = `INSERT INTO signing_keys (kind, certificate, sealed_key, not_before, not_after)
    VALUES ('leaf', '', '', now(), now())`;

  assert.deepEqual(await announced(insert), ["keys_changed"]);
});

test("an event that arrived is announced as that, and applying it is not", async () => {
  const insert = `INSERT INTO registry_events (event_id, action, repository, occurred_at, payload)
    VALUES ('1', 'push', 'a', now(), '{}'), ('2', 'push', 'a', now(), '{}')`;

  assert.deepEqual(await announced(insert), ["events_arrived"]);
  assert.deepEqual(await announced("UPDATE registry_events SET state = 'applied'"), []);
});

test("an announcement calls the channel's handler, and no other", async () => {
  const calls: string[] = [];
  let heard = () => {};
  const call = new Promise<void>((resolve) => {
    heard = resolve;
  });
  const listening = await listen(url, {
    one: () => calls.push("one"),
    two: () => {
      calls.push("two");
      heard();
    },
  });

  await client.query("NOTIFY two");
  await call;
  await listening.close();

  assert.deepEqual(calls, ["two"]);
});

test("a connection that breaks is reported, is made again, and every handler is called once", async () => {
  const calls: string[] = [];
  const waiting: (() => void)[] = [];
  const until = (length: number) =>
    new Promise<void>((resolve) => {
      const look = () => calls.length >= length && resolve();
      waiting.push(look);
      look();
    });
  const note = (call: string) => () => {
    calls.push(call);
    for (const look of waiting) look();
  };
  const listening = await listen(url, { one: note("one"), two: note("two") }, note("lost"));

  await client.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name = 'portus-listen' AND datname = current_database()`,
  );
  await until(3);
  await client.query("NOTIFY two");
  await until(4);
  await listening.close();

  assert.deepEqual(calls, ["lost", "one", "two", "two"]);
});
