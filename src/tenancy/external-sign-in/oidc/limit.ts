import { networkOf } from "../../../platform/cidr.ts";
import { admitAttempt } from "../../../platform/rate-limits.ts";

/** Starts of sign-ins per network: each keeps a session for a while. */
const starts = {
  name: "sign-in-start",
  max: 300,
  windowMs: 10 * 60 * 1000,
  what: "Too many sign-ins were started from your network.",
  wayOut: "Sign-ins that were started go on.",
};

export async function admitStart(address: string): Promise<void> {
  await admitAttempt(starts, networkOf(address));
}
