import { setAttachmentLookup } from "../catalogue/images/page/registry-attachments.ts";
import { flushLastUses } from "../identity/tokens/tokens.ts";
import { answerRollCall } from "../operations/doctor/roll-call.ts";
import { onAnnouncement, recheckPermissions } from "../outbound/live/live.ts";
import { accessChanged, onAccessChange } from "../platform/db/client.ts";
import { type Handlers, listen } from "../platform/db/listen.ts";
import { flushGrants } from "../protocol/events/expected.ts";
import { recentReferrers } from "../protocol/referrers/recent-referrers.ts";
import { hearEcho } from "../registry/echo.ts";
import { reloadKeys } from "../registry/signing/keys.ts";
import { startDecisionLog } from "../tenancy/decisions/queue.ts";

const lastUsesIntervalMs = 5_000;
const grantsIntervalMs = 2_000;

/**
 * Starts what each process needs that answers requests: it hears what other processes changed, and writes down when
 * tokens were used and what they granted. `more` has handlers of other channels. Returns a function that stops it.
 */
export async function startListening(
  directUrl: string,
  more: Handlers = {},
): Promise<() => Promise<void>> {
  setAttachmentLookup(recentReferrers);
  const stopDecisions = startDecisionLog();
  const channels = await listen(
    directUrl,
    {
      access_changed: accessChanged,
      keys_changed: reloadKeys,
      echo_heard: hearEcho,
      doctor_call: answerRollCall,
      catalogue_changed: onAnnouncement,
      sessions_ended: recheckPermissions,
      ...more,
    },
    accessChanged, // also when the connection is lost: notifications may have been missed
  );
  const stopHearing = onAccessChange(recheckPermissions);
  onAnnouncement(); // changes from before the start may have been missed
  const flushing = [
    setInterval(() => void flushLastUses(), lastUsesIntervalMs),
    setInterval(() => void flushGrants(), grantsIntervalMs),
  ];

  return async () => {
    for (const timer of flushing) clearInterval(timer);
    await Promise.all([flushLastUses(), flushGrants(), stopDecisions()]);
    stopHearing();
    await channels.close();
  };
}
