import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { recordPulls } from "../../../src/catalogue/repositories/recording/pull.ts";
import { record } from "../../../src/history/record.ts";
import { verifyChain } from "../../../src/history/verify.ts";
import { issueRefreshToken } from "../../../src/identity/tokens/refresh-tokens.ts";
import { db, pool } from "../../../src/platform/db/client.ts";
import { signIn, useApp } from "../../support/app.ts";
import { makeManifest, makeRepository, makeTag } from "../../support/data/catalogue.ts";
import { actorOf, by, makeNamespace, makePerson, makeTeam } from "../../support/data/factories.ts";
import { makeApplicationToken } from "../../support/data/two-teams.ts";
import { deliveryOf, makeWebhook } from "../../support/data/webhooks.ts";

const app = await useApp();
const { user: ada } = await makePerson({ username: "ada", admin: true });
const team = await makeTeam({ owners: [ada] });
const namespace = await makeNamespace({ name: "web", team, visibility: "public" });
const repository = await makeRepository({ name: "app", namespace, tagsCount: 1 });
const manifest = await makeManifest(repository);
await makeTag(manifest, "latest");
const browser = await signIn(app, ada);
const { header } = await makeApplicationToken(ada);

const most = 2_147_483_647;
const beyond = 3_000_000_000;

async function api(path: string, method = "GET") {
  const res = await fetch(`${app.url}/api/v1${path}`, {
    method,
    headers: { "portus-auth": header },
  });
  const text = await res.text();
  assert.ok(res.ok, `${path}: ${res.status} ${text}`);
  return JSON.parse(text || "null");
}

const startAt = (table: string) =>
  pool.query("SELECT setval(pg_get_serial_sequence($1, 'id'), $2)", [table, beyond]);

test("R6: no counter of pulls and no id of a table that grows with use is 32-bit", async () => {
  const { rows } = await pool.query<{ column: string; type: string }>(
    `SELECT table_name || '.' || column_name AS column, data_type AS type FROM information_schema.columns
     WHERE table_schema = 'public'`,
  );
  const types = new Map(rows.map(({ column, type }) => [column, type]));

  for (const column of [
    "repositories.pulls_count",
    "manifests.pulls_count",
    "pull_counts.count",
    "daily_pulls.count",
    "activities.id",
    "webhook_deliveries.id",
    "tag_moves.id",
    "deleted_rows.id",
    "refresh_tokens.id",
    "registry_events.id",
    "size_recounts.id",
    "pull_lookups.id",
  ])
    assert.equal(types.get(column), "bigint", column);
});

describe("R6: what was pulled 2,147,483,647 times is pulled once more", async () => {
  const day = new Date().toISOString().slice(0, 10);
  await pool.query("UPDATE repositories SET pulls_count = $1 WHERE id = $2", [most, repository.id]);
  await pool.query("UPDATE manifests SET pulls_count = $1 WHERE id = $2", [most, manifest.id]);
  await pool.query("INSERT INTO pull_counts VALUES ($1, $2, $3, $4)", [
    repository.id,
    manifest.digest,
    day,
    most,
  ]);
  await pool.query("INSERT INTO daily_pulls VALUES ($1, $2, $3)", [repository.id, day, most]);
  const at = new Date().toISOString();
  const pull = { namespace, repository: "web/app", digest: manifest.digest, at, counted: true };

  await db.$transaction((tx) => recordPulls(tx, [pull]));

  test("and the API says so with a number", async () => {
    const { pulls_count } = await api(`/repositories/${repository.id}`);
    assert.equal(pulls_count, most + 1);
  });

  for (const path of [
    `/repositories/${repository.id}/pulls`,
    `/namespaces/${namespace.id}/pulls`,
    "/pulls",
  ])
    test(`and ${path.replace(/\d+/, ":id")} has it`, async () => {
      assert.match(JSON.stringify(await api(path)), /2147483648/);
    });

  for (const path of [
    "/repositories/web/app",
    "/repositories",
    `/repositories/web/app/-/${manifest.digest}`,
    "/repositories/web/app/-/usage",
    `/namespaces/${namespace.id}/usage`,
    "/admin/usage",
  ])
    test(`and ${path.replace(/sha256.*|\d+/, "…")} shows it`, async () => {
      const { status, text } = await browser.get(path);
      assert.equal(status, 200);
      assert.match(text, /2,147,483,648/);
    });
});

describe("R6: ids beyond 32 bits", async () => {
  await startAt("activities");
  for (let n = 0; n < 60; n++)
    await db.$transaction((tx) =>
      record(tx, by(ada), { key: "team.create", subject: `team ${n}`, teamId: team.id }),
    );

  test("entries of the audit log are listed, exported and sealed", async () => {
    const { text } = await browser.get("/activity");
    const older = /href="([^"]*older=[^"]*)"/.exec(text)?.[1]?.replaceAll("&amp;", "&") ?? "";
    assert.match(
      (await browser.get(older.startsWith("?") ? `/activity${older}` : older)).text,
      /team 3\b/,
    );

    const { text: lines } = await browser.get("/admin/activities.ndjson");
    const [first = "{}"] = lines.split("\n");
    assert.equal(JSON.parse(first).id, beyond + 60);
    assert.equal((await browser.get("/admin/activities.csv")).status, 200);
    assert.deepEqual((await verifyChain()).faults, []);
  });

  test("deliveries of a webhook are shown and sent again", async () => {
    await startAt("webhook_deliveries");
    const deliveries = Array.from({ length: 30 }, () =>
      deliveryOf({ state: "sent", status: 200, durationMs: 12 }),
    );
    const webhook = await makeWebhook(namespace, { deliveries: { create: deliveries } });
    const place = `/namespaces/${namespace.id}/webhooks/${webhook.id}`;

    const { text } = await browser.get(place);
    assert.match(text, /deliveries\/3000000030/);
    const older = /href="([^"]*older=[^"]*)"/.exec(text)?.[1]?.replaceAll("&amp;", "&") ?? "";
    assert.match(
      (await browser.get(older.startsWith("?") ? place + older : older)).text,
      /deliveries\/3000000001/,
    );
    assert.equal((await browser.get(`${place}/deliveries/3000000030`)).status, 200);
    assert.equal((await browser.post(`${place}/deliveries/3000000030/retries`)).status, 303);

    assert.equal((await api(`${place}/deliveries/3000000029`)).id, 3_000_000_029);
    assert.equal((await api(`${place}/deliveries?per_page=30`)).length, 30);
    assert.equal((await api(`${place}/deliveries/3000000029/retrigger`, "POST")).id, 3_000_000_029);
  });

  test("the timeline of a tag is turned", async () => {
    await startAt("tag_moves");
    for (let n = 0; n < 60; n++)
      await db.tagMove.create({
        data: {
          repositoryId: repository.id,
          tag: "latest",
          digest: manifest.digest,
          at: new Date(n * 1000),
          byName: `pusher ${n}`,
        },
      });

    const { text } = await browser.get("/repositories/web/app/-/tags/latest/timeline");
    const older = /href="([^"]*older=[^"]*)"/.exec(text)?.[1]?.replaceAll("&amp;", "&") ?? "";
    const page = await browser.get(
      older.startsWith("?") ? `/repositories/web/app/-/tags/latest/timeline${older}` : older,
    );
    assert.match(page.text, /pusher 3\b/);
  });

  test("a signed-in client is listed and signed out", async () => {
    await startAt("refresh_tokens");
    await issueRefreshToken(actorOf(ada), {
      service: "registry.test.lan:5000",
      clientId: "docker",
      address: "192.0.2.1",
    });

    assert.deepEqual(
      (await api("/profile/clients")).map((it: { id: number }) => it.id),
      [beyond + 1],
    );
    assert.equal((await browser.get("/profile")).status, 200);
    assert.equal((await browser.post(`/profile/clients/${beyond + 1}/revocation`)).status, 303);
    assert.deepEqual(await api("/profile/clients"), []);
  });
});
