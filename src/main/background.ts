import PgBoss from "pg-boss";
import { askRegistryBy } from "../catalogue/images/page/registry-attachments.ts";
import { startReader } from "../catalogue/images/reader/manifest-reader.ts";
import { startSbomReader } from "../catalogue/images/sboms/reader.ts";
import { startCounter } from "../catalogue/sizes/count.ts";
import { startMeasuring } from "../catalogue/sizes/measure.ts";
import { pruneBlobs } from "../catalogue/sizes/prune.ts";
import { prunePulls } from "../catalogue/usage/prune.ts";
import { startSealer } from "../history/chain.ts";
import { pruneLinks } from "../identity/email-links/links.ts";
import { warnOfExpiringTokens } from "../identity/tokens/expiring.ts";
import { flushLastUses } from "../identity/tokens/tokens.ts";
import { pruneDeletions, sweepLatePushes } from "../lifecycle/deletion/cleanup.ts";
import { startRemover } from "../lifecycle/deletion/worker.ts";
import { startPuttingBack } from "../lifecycle/immutable/revert.ts";
import { carryOutRules } from "../lifecycle/retention/nightly.ts";
import { heard, reconsider } from "../outbound/live/live.ts";
import { pruneDeliveries } from "../outbound/webhooks/delivery/deliveries.ts";
import { startDeliveries } from "../outbound/webhooks/delivery/worker.ts";
import { accessChanged, onAccessChange, pool } from "../platform/db/client.ts";
import { listen } from "../platform/db/listen.ts";
import { log } from "../platform/log.ts";
import { startMailer } from "../platform/mail/mailer.ts";
import { pruneEmails } from "../platform/mail/outbox.ts";
import { onDeletion } from "../protocol/events/apply.ts";
import { pruneEvents, startWorker } from "../protocol/events/worker.ts";
import { recentReferrers } from "../protocol/referrers/recent.ts";
import { startListRepairs } from "../protocol/referrers/repair-worker.ts";
import { startPullLookups } from "../protocol/sync/pull-lookups.ts";
import { requestDue } from "../protocol/sync/runs.ts";
import { startSync } from "../protocol/sync/worker.ts";
import { hearEcho } from "../registry/echo.ts";
import { reloadKeys, rotateLeaf } from "../registry/signing/keys.ts";
import { createMissingNamespaces } from "../tenancy/sign-up/registries.ts";

/** Which jobs there are, when each is due, and what it calls. One replica runs each one when it is due. */
const jobs = [
  { name: "rotate-leaf", cron: "*/10 * * * *", run: rotateLeaf },
  { name: "prune-events", cron: "7 * * * *", run: pruneEvents },
  { name: "settle-people", cron: "47 * * * *", run: createMissingNamespaces },
  { name: "prune-links", cron: "27 * * * *", run: pruneLinks },
  { name: "prune-emails", cron: "42 * * * *", run: pruneEmails },
  { name: "warn-of-ending-tokens", cron: "17 6 * * *", run: warnOfExpiringTokens },
  { name: "sweep-late-pushes", cron: "* * * * *", run: sweepLatePushes },
  { name: "prune-deletions", cron: "57 * * * *", run: pruneDeletions },
  { name: "prune-pulls", cron: "23 4 * * *", run: prunePulls },
  { name: "carry-out-rules", cron: "*/10 * * * *", run: () => carryOutRules() }, // due from 03:00 UTC on
  { name: "prune-deliveries", cron: "52 * * * *", run: pruneDeliveries },
  { name: "sync", cron: "*/5 * * * *", run: requestDue },
  { name: "prune-blobs", cron: "33 4 * * *", run: pruneBlobs },
  { name: "prune-sessions", cron: "37 * * * *", run: pruneSessions },
];

/** Starts what happens without a request; returns what stops it after the work under way is done. */
export async function startBackground(url: string): Promise<() => Promise<void>> {
  const measuring = startMeasuring();
  askRegistryBy(recentReferrers);
  const sboms = startSbomReader();
  const reader = startReader(() => {
    measuring.wake();
    sboms.wake();
  });
  const puttingBack = startPuttingBack();
  const listRepairs = startListRepairs();
  onDeletion(listRepairs.wake);
  const worker = startWorker(() => {
    reader.wake();
    puttingBack.wake();
  });
  const sealer = startSealer();
  const sync = startSync();
  const remover = startRemover();
  const deliveries = startDeliveries();
  const mailer = startMailer();
  const counter = startCounter();
  const lookups = startPullLookups();
  const lastUses = setInterval(() => void flushLastUses(), 5_000);
  const channels = await listen(
    url,
    {
      access_changed: accessChanged,
      keys_changed: reloadKeys,
      events_arrived: worker.wake,
      echo_heard: hearEcho,
      deliveries_arrived: deliveries.wake,
      emails_queued: mailer.wake,
      catalogue_changed: heard,
      sessions_ended: reconsider,
    },
    accessChanged, // while we hear nothing, nothing is remembered for long either
  );
  const deaf = onAccessChange(reconsider);
  heard(); // nothing is known of what happened before
  const boss = await startJobs(url);

  return async () => {
    clearInterval(lastUses);
    deaf();
    await boss.stop({ graceful: true, timeout: 5_000 });
    const loops = [
      worker,
      puttingBack,
      reader,
      sboms,
      measuring,
      sealer,
      sync,
      remover,
      deliveries,
      mailer,
      counter,
      lookups,
      listRepairs,
    ];
    await Promise.all(loops.map((loop) => loop.stop()));
    await flushLastUses();
    await channels.close();
  };
}

async function startJobs(url: string): Promise<PgBoss> {
  const boss = new PgBoss({ connectionString: url, max: 3, application_name: "portus-jobs" });
  boss.on("error", (error) => log.warn({ err: error }, "job queue"));
  await boss.start();
  for (const { name, cron, run } of jobs) {
    await boss.createQueue(name, { name, policy: "singleton", retryLimit: 3, retryDelay: 30 });
    await boss.work(name, { pollingIntervalSeconds: 10 }, async () => {
      const outcome = await run();
      log.debug({ job: name, outcome }, `job ${name} done`);
    });
    await boss.schedule(name, cron);
  }
  return boss;
}

async function pruneSessions(): Promise<number> {
  const { rowCount } = await pool.query("DELETE FROM sessions WHERE expire < now()");
  return rowCount ?? 0;
}
