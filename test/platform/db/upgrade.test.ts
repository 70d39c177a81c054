import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import pg from "pg";
import { readPending } from "../../../src/catalogue/images/reader/manifest-reader.ts";
import { runNightlyRules } from "../../../src/lifecycle/retention/nightly.ts";
import { connect, db, disconnect } from "../../../src/platform/db/client.ts";
import { migrate } from "../../../src/platform/db/migrate.ts";
import { readMigrations } from "../../../src/platform/db/migrations.ts";
import { ensureKeys } from "../../../src/registry/signing/keys.ts";
import { ociManifest } from "../../support/data/events.ts";
import { fakeRegistry, imageOf, sha256 } from "../../support/fakes/registry.ts";
import { emptyDatabaseUrl } from "../../support/postgres.ts";

// A database of an earlier version that has rows is brought to this version: nothing is lost, and what is new is found
// out in the background.

const lastOfEarlier = "20261124180458_turns";
const fake = await fakeRegistry();
const image = imageOf(fake, "web/app");
const config = { os: "linux", architecture: "arm64", variant: "v8", config: { Cmd: ["/app"] } };
const odd = [
  '"\\u0000"',
  "[1]",
  '{"annotations":[1],"config":"x"}',
  '{"annotations":{"a":"\\u0000"}}',
];

before(async () => {
  const url = await emptyDatabaseUrl();
  await earlier(url);
  await migrate(url);
  connect(url);
  await ensureKeys();
});
after(disconnect);

test("an upgrade keeps every row", async () => {
  const counts = await Promise.all([
    db.manifest.count(),
    db.manifestLayer.count(),
    db.tag.count(),
    db.retentionRule.count(),
    db.deletionPlan.count(),
    db.applicationToken.count(),
    db.refreshToken.count(),
  ]);

  assert.deepEqual(counts, [2 + odd.length, 2, 2, 1, 1, 1, 1]);
});

test("rules of an earlier version that keep nothing delete nothing", async () => {
  assert.equal(await runNightlyRules(new Date(Date.now() + 86_400_000)), 0);
  assert.equal(await db.tag.count(), 2);
});

test("what was pushed after an upgrade is read before what is read again", async () => {
  await db.manifest.updateMany({ data: { readAfter: new Date(0) } });
  const { id } = await db.manifest.findFirstOrThrow({ where: { readAt: null } });
  await db.manifest.update({ where: { id }, data: { readAfter: new Date() } });

  await readPending(1);

  assert.notEqual((await db.manifest.findUniqueOrThrow({ where: { id } })).readAt, null);
  assert.equal(await db.manifest.count({ where: { kind: { not: null } } }), 1);
});

test("a manifest that is read again gets its kind, and keeps a config that the registry has lost", async () => {
  fake.answers.delete(`/v2/web/app/blobs/${image.configDigest}`);
  const where = { digest: image.digest };
  await db.manifest.updateMany({ data: { readAfter: new Date(0) } });

  await readPending();

  const found = await db.manifest.findFirstOrThrow({ where });
  assert.equal(found.kind, "image");
  assert.equal(found.platform, "linux/arm64/v8");
  assert.deepEqual(found.config, config);
});

/** The schema of the earlier version, with rows. */
async function earlier(url: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(`CREATE TABLE _prisma_migrations (id varchar(36) PRIMARY KEY,
    checksum varchar(64) NOT NULL, finished_at timestamptz, migration_name varchar(255) NOT NULL,
    logs text, rolled_back_at timestamptz, started_at timestamptz NOT NULL DEFAULT now(),
    applied_steps_count integer NOT NULL DEFAULT 0)`);
  for (const { name, checksum, sql } of readMigrations()) {
    if (name > lastOfEarlier) break;
    await client.query(sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES (left($2, 36), $1, $2, now(), 1)`,
      [checksum, name],
    );
  }
  await fill(client);
  await client.end();
}

async function fill(client: pg.Client): Promise<void> {
  await client.query(`
    INSERT INTO users (username, updated_at) VALUES ('ada', now());
    INSERT INTO application_tokens (user_id, name, hash, hint) VALUES (1, 'ci', '\\x01', 'abcd');
    INSERT INTO refresh_tokens (user_id, hash, service, client_id, expires_at)
      VALUES (1, '\\x01', 'localhost:5000', 'docker', now() + interval '1 day');
    INSERT INTO teams (name, updated_at) VALUES ('web', now());
    INSERT INTO registries (name, hostname, url, updated_at)
      VALUES ('registry', 'localhost:5000', '${fake.url}', now());
    INSERT INTO namespaces (registry_id, name, kind, visibility, team_id, quota, immutable_tags, updated_at)
      VALUES (1, 'web', 'team', 'private', 1, 10, '{v*}', now());
    INSERT INTO repositories (namespace_id, name, full_name, tags_count, updated_at)
      VALUES (1, 'app', 'web/app', 2, now());
    INSERT INTO retention_rules (namespace_id, matching, protecting, newest, latest_of_minor, nightly, saved_by, saved_at)
      VALUES (1, '', '', 0, false, true, 'ada', now() - interval '3 days');
    INSERT INTO deletion_plans (team_id, namespace_id, subject, selection, contents, fingerprint, by_name, executed_at)
      VALUES (1, 1, 'web/app', '{}', '{}', '', 'ada', now())`);
  await manifest(client, { digest: image.digest, text: await textOf(image.digest), read: true });
  await client.query(
    `UPDATE manifests SET config = $1, platform = 'linux/arm64/v8', total_size = 1200, config_digest = $2`,
    [config, image.configDigest],
  );
  await client.query(
    `INSERT INTO manifest_layers (manifest_id, position, digest, media_type, size)
     SELECT 1, n, 'sha256:' || n, 'x', 500 FROM generate_series(0, 1) AS n`,
  );
  const unread = imageOf(fake, "web/app", { author: "somebody else" });
  await manifest(client, { digest: unread.digest, text: null, read: false });
  for (const text of odd)
    await manifest(client, { digest: sha256(text), text, read: true, subject: image.digest });
  await client.query(`
    INSERT INTO tags (repository_id, manifest_id, name, author_name, pushed_by, pushed_at, applied_at, updated_at)
    SELECT 1, id, 'v' || id, 'ada', 'ada', now() - interval '99 days', now(), now() FROM manifests WHERE id <= 2`);
}

async function textOf(digest: string): Promise<string> {
  return (await fetch(`${fake.url}/v2/web/app/manifests/${digest}`)).text();
}

interface Given {
  digest: string;
  text: string | null;
  read: boolean;
  subject?: string;
}

async function manifest(client: pg.Client, { digest, text, read, subject }: Given): Promise<void> {
  await client.query(
    `INSERT INTO manifests (repository_id, digest, media_type, size, pushed_at, payload, subject, read_at, read_after)
     VALUES (1, $1, $2, 1, now() - interval '99 days', $3, $4, CASE WHEN $5 THEN now() END, CASE WHEN NOT $5 THEN now() END)`,
    [digest, ociManifest, text && Buffer.from(text), subject, read],
  );
}
