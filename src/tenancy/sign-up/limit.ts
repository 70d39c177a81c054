import { RateLimiterMemory, type RateLimiterRes } from "rate-limiter-flexible";
import { networkOf } from "../../platform/cidr.ts";
import { TooMany } from "../../platform/errors.ts";

/** Sign-ups per network and hour, per replica: enough for a class of people, too few for a program. */
const perNetwork = new RateLimiterMemory({ keyPrefix: "sign-up", points: 40, duration: 60 * 60 });

/** Rejects a sign-up after too many from one network. Every attempt counts, since each costs a password hash. */
export async function admitSignUp({ address }: { address: string }): Promise<void> {
  await perNetwork.consume(networkOf(address)).catch((state: RateLimiterRes) => {
    throw new TooMany(Math.ceil(state.msBeforeNext / 1000));
  });
}
