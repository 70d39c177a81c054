import { startChaining } from "../catalogue/images/bases/chaining.ts";
import { jobs as labels } from "../catalogue/images/labels.ts";
import { startReader } from "../catalogue/images/reader/manifest-reader.ts";
import { startSbomReader } from "../catalogue/images/sboms/reader.ts";
import { startCounter } from "../catalogue/sizes/count.ts";
import { jobs as sizeHistory } from "../catalogue/sizes/history/record.ts";
import { startMeasuring } from "../catalogue/sizes/measure.ts";
import { jobs as sizes } from "../catalogue/sizes/prune.ts";
import { jobs as usage } from "../catalogue/usage/prune.ts";
import { startSealer } from "../history/sealer.ts";
import { jobs as deviceSignIns } from "../identity/device-sign-in/request.ts";
import { jobs as links } from "../identity/email-links/links.ts";
import { jobs as knownNetworks } from "../identity/sign-in/known-networks.ts";
import { jobs as tokens } from "../identity/tokens/expiring.ts";
import { jobs as deletion } from "../lifecycle/deletion/cleanup.ts";
import { startDeletionWorker } from "../lifecycle/deletion/worker.ts";
import { startRevertWorker } from "../lifecycle/immutable/revert.ts";
import { jobs as retention } from "../lifecycle/retention/nightly.ts";
import { jobs as webhooks } from "../outbound/webhooks/delivery/deliveries.ts";
import { startDeliveries } from "../outbound/webhooks/delivery/worker.ts";
import { tidyCounts } from "../platform/db/kept-counts.ts";
import { withStartLock } from "../platform/db/locks.ts";
import { jobs as sessions } from "../platform/http/session.ts";
import { type Loop, startLoop } from "../platform/jobs/loop.ts";
import { startJobs } from "../platform/jobs/schedule.ts";
import { startMailer } from "../platform/mail/mailer.ts";
import { jobs as emails } from "../platform/mail/outbox.ts";
import { jobs as rateCounts } from "../platform/rate-limits.ts";
import { onDeletion } from "../protocol/events/apply-pending.ts";
import { jobs as events, startWorker } from "../protocol/events/worker.ts";
import { startIndexRepairs } from "../protocol/referrers/repair-worker.ts";
import { startEventWatch } from "../protocol/sync/gaps/watch.ts";
import { startPullLookups } from "../protocol/sync/import/pull-lookups.ts";
import { jobs as sync } from "../protocol/sync/runs.ts";
import { startSync } from "../protocol/sync/worker.ts";
import { reloadKeys, jobs as signing } from "../registry/signing/keys.ts";
import { jobs as decisions } from "../tenancy/decisions/prune.ts";
import { jobs as directories } from "../tenancy/directories/hooks.ts";
import { jobs as mappings } from "../tenancy/external-sign-in/mappings.ts";
import { jobs as logoutTokens } from "../tenancy/external-sign-in/oidc/back-channel.ts";
import { jobs as accountChecks } from "../tenancy/external-sign-in/oidc/checks.ts";
import { jobs as externalSignIn } from "../tenancy/external-sign-in/unconfirmed.ts";
import { jobs as registries } from "../tenancy/registries/registries.ts";
import { type Instance, writeCertificate } from "./instance.ts";
import { startListening } from "./listening.ts";

const jobs = [
  ...signing,
  ...sessions,
  ...emails,
  ...links,
  ...tokens,
  ...deviceSignIns,
  ...knownNetworks,
  ...rateCounts,
  ...decisions,
  ...externalSignIn,
  ...directories,
  ...mappings,
  ...logoutTokens,
  ...accountChecks,
  ...registries,
  ...usage,
  ...sizes,
  ...labels,
  ...sizeHistory,
  ...deletion,
  ...retention,
  ...webhooks,
  ...events,
  ...sync,
];

type Urls = Pick<Instance, "url" | "directUrl">;

/** Starts all background work. Returns a function that stops it and waits for work in progress. */
export async function startBackground({ url, directUrl }: Urls): Promise<() => Promise<void>> {
  const loops = startLoops();
  const stopListening = await startListening(directUrl, {
    keys_changed: async () => {
      await reloadKeys();
      await writeCertificate();
    },
    events_arrived: loops.events.wake,
    deliveries_arrived: loops.deliveries.wake,
    emails_queued: loops.mailer.wake,
  });
  const scheduler = await withStartLock(directUrl, () => startJobs(url, jobs));

  return async () => {
    await scheduler.stop();
    await Promise.all(loops.all.map((loop) => loop.stop()));
    await stopListening();
  };
}

/** Starts every loop and connects those that wake others. `all` has each of them, to be stopped. */
function startLoops() {
  const all: Pick<Loop, "stop">[] = [];
  const add = <L extends Pick<Loop, "stop">>(loop: L): L => {
    all.push(loop);
    return loop;
  };

  const measuring = add(startMeasuring());
  const sboms = add(startSbomReader());
  const reader = add(startReader(() => wake(measuring, sboms)));
  const reverts = add(startRevertWorker());
  onDeletion(add(startIndexRepairs()).wake);
  const events = add(startWorker(() => wake(reader, reverts)));
  const deliveries = add(startDeliveries());
  const mailer = add(startMailer());
  add(startSealer());
  add(startSync());
  add(startDeletionWorker());
  add(startCounter());
  add(startChaining());
  add(startLoop("kept counts", 5_000, tidyCounts));
  add(startPullLookups());
  add(startEventWatch());
  return { all, events, deliveries, mailer };
}

const wake = (...loops: Pick<Loop, "wake">[]) => {
  for (const loop of loops) loop.wake();
};
