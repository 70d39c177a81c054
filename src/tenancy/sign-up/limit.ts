import { RateLimiterMemory, type RateLimiterRes } from "rate-limiter-flexible";
import { networkOf } from "../../identity/sign-in/throttle.ts";
import { TooMany } from "../../platform/errors.ts";

/** How many may sign up from one network in an hour, per replica: a class of people may, a program may not go on. */
const perNetwork = new RateLimiterMemory({ keyPrefix: "sign-up", points: 40, duration: 60 * 60 });

/** Refuses a sign-up when too many came from there. It is counted whatever comes of it: each costs a password's hash. */
export async function admitSignUp({ address }: { address: string }): Promise<void> {
  await perNetwork.consume(networkOf(address)).catch((state: RateLimiterRes) => {
    throw new TooMany(Math.ceil(state.msBeforeNext / 1000));
  });
}
