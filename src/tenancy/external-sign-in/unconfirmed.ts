import { findUnconfirmed } from "../../identity/providers/confirmation.ts";
import { Invalid } from "../../platform/errors.ts";
import type { Job } from "../../platform/jobs/schedule.ts";
import { log } from "../../platform/log.ts";
import { suspendUnconfirmed } from "./suspension.ts";

export const jobs: Job[] = [
  { name: "suspend-unconfirmed", cron: "23 * * * *", run: suspendAllUnconfirmed },
];

/** Suspends the accounts that no provider has confirmed for too long. Returns how many. */
export async function suspendAllUnconfirmed(): Promise<number> {
  let count = 0;
  for (const id of await findUnconfirmed())
    try {
      await suspendUnconfirmed(id);
      count += 1;
    } catch (error) {
      if (!(error instanceof Invalid)) throw error;
      log.warn({ user: id, err: error }, "the last admin is not suspended");
    }
  return count;
}
