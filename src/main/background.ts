import { setAttachmentLookup } from "../catalogue/images/page/registry-attachments.ts";
import { startReader } from "../catalogue/images/reader/manifest-reader.ts";
import { startSbomReader } from "../catalogue/images/sboms/reader.ts";
import { startCounter } from "../catalogue/sizes/count.ts";
import { startMeasuring } from "../catalogue/sizes/measure.ts";
import { jobs as sizes } from "../catalogue/sizes/prune.ts";
import { jobs as usage } from "../catalogue/usage/prune.ts";
import { startSealer } from "../history/chain.ts";
import { jobs as links } from "../identity/email-links/links.ts";
import { jobs as tokens } from "../identity/tokens/expiring.ts";
import { flushLastUses } from "../identity/tokens/tokens.ts";
import { jobs as deletion } from "../lifecycle/deletion/cleanup.ts";
import { startDeletionWorker } from "../lifecycle/deletion/worker.ts";
import { startRevertWorker } from "../lifecycle/immutable/revert.ts";
import { jobs as retention } from "../lifecycle/retention/nightly.ts";
import { onAnnouncement, recheckPermissions } from "../outbound/live/live.ts";
import { jobs as webhooks } from "../outbound/webhooks/delivery/deliveries.ts";
import { startDeliveries } from "../outbound/webhooks/delivery/worker.ts";
import { accessChanged, onAccessChange } from "../platform/db/client.ts";
import { listen } from "../platform/db/listen.ts";
import { jobs as sessions } from "../platform/http/session.ts";
import { startJobs } from "../platform/jobs/schedule.ts";
import { startMailer } from "../platform/mail/mailer.ts";
import { jobs as emails } from "../platform/mail/outbox.ts";
import { onDeletion } from "../protocol/events/apply-pending.ts";
import { jobs as events, startWorker } from "../protocol/events/worker.ts";
import { recentReferrers } from "../protocol/referrers/recent-referrers.ts";
import { startIndexRepairs } from "../protocol/referrers/repair-worker.ts";
import { startPullLookups } from "../protocol/sync/import/pull-lookups.ts";
import { jobs as sync } from "../protocol/sync/runs.ts";
import { startSync } from "../protocol/sync/worker.ts";
import { hearEcho } from "../registry/echo.ts";
import { reloadKeys, jobs as signing } from "../registry/signing/keys.ts";
import { jobs as registries } from "../tenancy/registries/registries.ts";

const jobs = [
  ...signing,
  ...sessions,
  ...emails,
  ...links,
  ...tokens,
  ...registries,
  ...usage,
  ...sizes,
  ...deletion,
  ...retention,
  ...webhooks,
  ...events,
  ...sync,
];

/** Starts all background work. Returns a function that stops it and waits for work in progress. */
export async function startBackground(url: string): Promise<() => Promise<void>> {
  const measuring = startMeasuring();
  setAttachmentLookup(recentReferrers);
  const sboms = startSbomReader();
  const reader = startReader(() => {
    measuring.wake();
    sboms.wake();
  });
  const reverts = startRevertWorker();
  const indexRepairs = startIndexRepairs();
  onDeletion(indexRepairs.wake);
  const worker = startWorker(() => {
    reader.wake();
    reverts.wake();
  });
  const sealer = startSealer();
  const sync = startSync();
  const deletions = startDeletionWorker();
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
      catalogue_changed: onAnnouncement,
      sessions_ended: recheckPermissions,
    },
    accessChanged, // also when the connection is lost: notifications may have been missed
  );
  const stopHearing = onAccessChange(recheckPermissions);
  onAnnouncement(); // nothing is known of what happened before
  const scheduler = await startJobs(url, jobs);

  return async () => {
    clearInterval(lastUses);
    stopHearing();
    await scheduler.stop();
    const loops = [
      worker,
      reverts,
      reader,
      sboms,
      measuring,
      sealer,
      sync,
      deletions,
      deliveries,
      mailer,
      counter,
      lookups,
      indexRepairs,
    ];
    await Promise.all(loops.map((loop) => loop.stop()));
    await flushLastUses();
    await channels.close();
  };
}
