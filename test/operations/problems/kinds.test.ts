import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import PgBoss from "pg-boss";
import { problemChecks } from "../../../src/operations/doctor/instance/problems.ts";
import { runChecks } from "../../../src/operations/doctor/run-checks.ts";
import { findProblems } from "../../../src/operations/problems/find.ts";
import { kinds, type Problem, type ProblemKind } from "../../../src/operations/problems/problem.ts";
import {
  databaseProblems,
  diskProblem,
  jobProblems,
} from "../../../src/operations/problems/sources/machine.ts";
import { config } from "../../../src/platform/config/config.ts";
import {
  databaseUrl,
  db,
  type Namespace,
  pool,
  type Registry,
  type User,
} from "../../../src/platform/db/client.ts";
import { diskSpace } from "../../../src/platform/disk-space.ts";
import { noteArrival } from "../../../src/protocol/events/arrivals.ts";
import { makeCa, makeLeaf } from "../../../src/registry/signing/certificates.ts";
import { privateKeyOf, storeKey } from "../../../src/registry/signing/key-rows.ts";
import { ensureKeys, reloadKeys, rotateLeaf } from "../../../src/registry/signing/keys.ts";
import { makeManifest, makeRepository } from "../../support/data/catalogue.ts";
import {
  actorOf,
  makeNamespace,
  makeRegistry,
  makeTeam,
  makeUser,
} from "../../support/data/factories.ts";
import { makeApplicationToken } from "../../support/data/two-teams.ts";
import { deliveryOf, makeWebhook } from "../../support/data/webhooks.ts";
import { useDatabase } from "../../support/database.ts";
import { fakeCatalog } from "../../support/fakes/catalog.ts";
import { until } from "../../support/waiting.ts";

await useDatabase();
const fake = await fakeCatalog({});

let admin: User;
let registry: Registry;
let web: Namespace;
before(async () => {
  await ensureKeys();
  admin = await makeUser({ admin: true });
  const { url } = fake;
  registry = await makeRegistry({ hostname: config.registry.host, url });
  const team = await makeTeam({ owners: [admin] });
  web = await makeNamespace({ name: "web", registryId: registry.id, team });
});

const find = async (kind: ProblemKind): Promise<Problem[]> =>
  (await findProblems(actorOf(admin))).filter((it) => it.kind === kind);

/** What the doctor says about a kind; undefined if it has no such check. */
async function examine(kind: ProblemKind) {
  const checks = problemChecks().filter(({ id }) => id === `problems.${kind}`);
  return (await runChecks(checks))[0];
}

interface Case {
  happen: () => Promise<unknown>;
  fix: () => Promise<unknown>;
  says: RegExp;
  cure: RegExp;
}

const day = 86_400_000;
const soon = () => new Date(Date.now() + 2 * day);
const eventRow = (state: "failed" | "pending") => ({
  eventId: state,
  action: "push",
  repository: "web/app",
  occurredAt: new Date(),
  payload: {},
  receivedAt: new Date(Date.now() - 120_000),
  state,
  tryAfter: state === "pending" ? new Date() : null,
});

/** How a problem of each kind comes about, and how it ends. */
const cases: Record<Exclude<ProblemKind, "database" | "disk" | "jobs">, Case> = {
  signing: {
    happen: async () => {
      const ca = await db.signingKey.findFirstOrThrow({ where: { kind: "ca" } });
      const signer = { certificate: ca.certificate, key: privateKeyOf(ca) };
      await storeKey(db, "leaf", await makeLeaf(signer, 10 * 3_600_000));
      await reloadKeys();
    },
    fix: () => rotateLeaf({ force: true }),
    says: /signing key ends in 10 hours/,
    cure: /rotate-leaf/,
  },
  registry: {
    happen: () =>
      db.registry.create({
        data: { name: "down", hostname: "down.test.lan", url: "http://127.0.0.1:1" },
      }),
    fix: () => db.registry.delete({ where: { hostname: "down.test.lan" } }),
    says: /^The registry down\.test\.lan can't be used: /,
    cure: /http:\/\/127\.0\.0\.1:1 and retries/,
  },
  events_missing: {
    happen: () =>
      db.eventFlow.create({
        data: {
          registryId: registry.id,
          lastAt: new Date("2026-11-30T14:02:00Z"),
          silentSince: new Date(),
          unheard: 2,
          grants: 3,
        },
      }),
    fix: () => noteArrival({ registryId: registry.id }, { host: "", instanceId: "a" }),
    says: /^No event has arrived from \S+ since 2026-11-30 14:02 UTC, although 3 pushes or deletions were granted\.$/,
    cure: /webhooks\/events and sends the right secret/,
  },
  events_failed: {
    happen: () => db.registryEvent.create({ data: eventRow("failed") }),
    fix: () => db.registryEvent.deleteMany(),
    says: /^1 event could not be applied\.$/,
    cure: /retry or dismiss/,
  },
  events_waiting: {
    happen: () => db.registryEvent.create({ data: eventRow("pending") }),
    fix: () => db.registryEvent.deleteMany(),
    says: /^1 event is waiting/,
    cure: /applied in order/,
  },
  sync: {
    happen: () =>
      db.syncRun.create({
        data: {
          registryId: registry.id,
          cause: "schedule",
          state: "failed",
          open: null,
          finishedAt: new Date(),
          note: "The list does not end.",
        },
      }),
    fix: () =>
      db.syncRun.create({
        data: { registryId: registry.id, cause: "admin", state: "finished", open: null },
      }),
    says: /^The last sync of \S+ failed: The list does not end\.$/,
    cure: /Start one when the reason is gone/,
  },
  drift: {
    happen: async () => {
      const run = await db.syncRun.create({
        data: { registryId: registry.id, cause: "admin", state: "finished", open: null },
      });
      await db.drift.create({
        data: {
          registryId: registry.id,
          repository: "web/app",
          tag: "1",
          kind: "missing",
          reason: "no",
          runId: run.id,
        },
      });
    },
    fix: () => db.drift.deleteMany(),
    says: /^1 tag or repository is in the catalogue, but missing/,
    cure: /push the images again/,
  },
  manifests: {
    happen: async () =>
      makeManifest(await makeRepository({ namespace: web, name: "unread" }), {
        readAt: null,
        readError: "no such manifest",
        readAfter: null,
      }),
    fix: () => db.manifest.updateMany({ data: { readAt: new Date(), readError: null } }),
    says: /^1 manifest can't be read from the registry, and Portus has given up\.$/,
    cure: /page says why and can retry/,
  },
  quota: {
    happen: () =>
      db.namespace.update({ where: { id: web.id }, data: { quota: 10n, overQuota: true } }),
    fix: () =>
      db.namespace.update({ where: { id: web.id }, data: { quota: null, overQuota: false } }),
    says: /^1 namespace is over its quota: pushes are refused\.$/,
    cure: /raise the quota/,
  },
  webhooks: {
    happen: () =>
      makeWebhook(web, {
        name: "build",
        deliveries: { create: deliveryOf({ state: "failed", status: 500, error: "status 500" }) },
      }),
    fix: async () => {
      const { id } = await db.webhook.findFirstOrThrow();
      await db.webhookDelivery.create({
        data: { webhookId: id, ...deliveryOf({ state: "sent", status: 200 }) },
      });
    },
    says: /^1 webhook fails: build ends with “status 500”\.$/,
    cure: /send a test/,
  },
  deletions: {
    happen: () =>
      db.deletionPlan.create({
        data: {
          teamId: web.teamId,
          subject: "web/app",
          selection: {},
          contents: {},
          fingerprint: "",
          byName: "olga",
          tryAfter: soon(),
          attempts: 3,
          note: "The registry answered 405.",
        },
      }),
    fix: () => db.deletionPlan.updateMany({ data: { tryAfter: null } }),
    says: /^1 deletion or restore can't be finished: The registry answered 405\.$/,
    cure: /Portus retries/,
  },
  retention: {
    happen: async () => {
      const { id } = await makeRepository({ namespace: web, name: "old" });
      await db.retentionRun.create({
        data: { repositoryId: id, at: new Date(), note: "The registry does not delete." },
      });
    },
    fix: () => db.retentionRun.updateMany({ data: { note: null } }),
    says: /^Retention left tags in 1 repository: The registry does not delete\.$/,
    cure: /every night/,
  },
  emails: {
    happen: () =>
      db.email.create({
        data: {
          recipient: "x@example.org",
          subject: "Your link",
          purpose: "password-link",
          expiresAt: soon(),
          attempts: 2,
          error: "connection refused",
        },
      }),
    fix: () => db.email.updateMany({ data: { sentAt: new Date(), error: null, tryAfter: null } }),
    says: /^1 e-mail could not be sent yet: connection refused$/,
    cure: /PORTUS_EMAIL_SMTP/,
  },
  tokens: {
    happen: () => makeApplicationToken(admin, { name: "ci", expiresAt: soon() }),
    fix: () => db.applicationToken.updateMany({ data: { expiresAt: null } }),
    says: /^1 application token ends within a week, the first on \d{4}-\d\d-\d\d\.$/,
    cure: /Rotate it/,
  },
  teams: {
    happen: async () => {
      const owner = await makeUser({ disabledAt: new Date() });
      await makeTeam({ owners: [owner] }, { name: "left" });
    },
    fix: () => db.team.delete({ where: { name: "left" } }),
    says: /^1 team has no active owner: only admins can manage the members\.$/,
    cure: /Make a member an owner/,
  },
  ca: {
    happen: async () => {
      await db.signingKey.deleteMany();
      await storeKey(db, "ca", await makeCa("portus.test.lan", 100 * day));
      await ensureKeys();
    },
    fix: async () => {
      await db.signingKey.deleteMany();
      await ensureKeys();
    },
    says: /^The CA certificate that registries trust ends on /,
    cure: /rootcertbundle/,
  },
  registry_host: {
    happen: async () => {
      const { url } = registry;
      const former = await db.registry.create({
        data: { name: "former", hostname: "former:5000", url },
      });
      await makeRepository({ namespace: await makeNamespace({ registryId: former.id }) });
    },
    fix: () => db.registry.delete({ where: { hostname: "former:5000" } }),
    says: /^The tags of former:5000 stay behind/,
    cure: /registry rename former:5000/,
  },
};

for (const [kind, { happen, fix, says, cure }] of Object.entries(cases))
  test(`a problem of the kind ${kind} is listed with its cure until it is fixed`, async () => {
    const before = await find(kind as ProblemKind); // a key of the table
    assert.deepEqual(before, []);

    await happen();
    await until(async () => (await find(kind as ProblemKind)).length > 0, `the problem ${kind}`);
    const [found] = await find(kind as ProblemKind);
    assert.match(found?.sentence ?? "", says);
    assert.match(found?.cure ?? "", cure);
    const examined = await examine(kind as ProblemKind);
    assert.equal(examined?.ok ?? false, false);
    if (examined) assert.match(examined.evidence, says);
    if (examined) assert.match(examined.cure[0] ?? "", cure);

    await fix();
    await until(async () => (await find(kind as ProblemKind)).length === 0, `${kind} to be gone`);
    assert.equal((await examine(kind as ProblemKind))?.ok ?? true, true);
  });

test("a database whose disk is full is a problem until it accepts changes again", async () => {
  const full = "DO $$ BEGIN RAISE EXCEPTION 'no space' USING ERRCODE = '53100'; END $$";
  assert.deepEqual(await databaseProblems(), []);

  await assert.rejects(pool.query(full));

  const [found] = await databaseProblems();
  assert.match(found?.sentence ?? "", /disk of the database is full/);
  assert.deepEqual(await databaseProblems(Date.now() + 60_000), []);
});

test("a disk is a problem when little is left of it, by its size", async () => {
  const real = await diskSpace(config.dataDir).catch(() => diskSpace("/"));
  const [mb, gb] = [1_000_000, 1_000_000_000];

  const small = diskProblem({ free: 90 * mb, total: gb }, "/data");
  const large = diskProblem({ free: 4 * gb, total: 1_000 * gb }, "/data");
  const full = diskProblem({ free: 10 * mb, total: gb }, "/data");

  assert.ok(real.free > 0 && real.total >= real.free);
  assert.equal(small?.sentence, "The disk of /data has 90.0 MB of 1.0 GB left.");
  assert.deepEqual([small?.severity, large?.severity, full?.severity], ["warn", "warn", "bad"]);
  assert.equal(diskProblem({ free: 110 * mb, total: gb }, "/data"), null);
  assert.equal(diskProblem({ free: 6 * gb, total: 1_000 * gb }, "/data"), null);
});

test("a job is a problem when its last run failed, and no longer when a later one succeeds", async () => {
  assert.deepEqual(await jobProblems(), []);
  const boss = new PgBoss(databaseUrl);
  await boss.start();
  after(() => boss.stop({ graceful: false }));
  await boss.createQueue("clean-up", { name: "clean-up", policy: "standard", retryLimit: 0 });
  let fails = true;
  await boss.work("clean-up", { pollingIntervalSeconds: 0.5 }, async () => {
    if (fails) throw new Error("it broke");
  });

  await boss.send("clean-up", {});
  await until(async () => (await jobProblems()).length > 0, "the job to fail");
  const [found] = await jobProblems();
  const examined = await examine("jobs");
  fails = false;
  await boss.send("clean-up", {});

  assert.match(found?.sentence ?? "", /^The job clean-up failed: it broke/);
  assert.match(examined?.evidence ?? "", /^The job clean-up failed: it broke/);
  await until(async () => (await jobProblems()).length === 0, "the job to succeed");
});

test("every check of the doctor that is a kind of problem is made to fail here", () => {
  const tested = [...Object.keys(cases), "jobs"].map((kind) => `problems.${kind}`);

  for (const { id } of problemChecks()) assert.ok(tested.includes(id), id);
});

test("every kind has one of these tests", () => {
  const tested = [...Object.keys(cases), "database", "disk", "jobs"];

  assert.deepEqual(tested.sort(), [...kinds].sort());
});
