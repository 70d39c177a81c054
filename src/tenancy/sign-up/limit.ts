import { networkOf } from "../../platform/cidr.ts";
import { admitAttempt } from "../../platform/rate-limits.ts";

/** Sign-ups per network and hour: enough for a class of people, too few for a program. */
const signUps = {
  name: "sign-up",
  max: 40,
  windowMs: 60 * 60 * 1000,
  what: "Too many accounts were created from your network.",
  wayOut: "An admin can create an account for you at once.",
};

/** Rejects a sign-up after too many from one network. Every attempt counts, since each costs a password hash. */
export async function admitSignUp({ address }: { address: string }): Promise<void> {
  await admitAttempt(signUps, networkOf(address));
}
