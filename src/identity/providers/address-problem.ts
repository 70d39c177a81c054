import { config } from "../../platform/config/config.ts";
import { type Caller, hostRefusal } from "../../platform/outgoing/address-guard.ts";

/** What calls the addresses of providers that admins entered on pages. */
export const signInProviders: Caller = {
  name: "sign-in providers",
  allowed: () => config.privateAddresses,
};

/** Why a host that an admin entered will not be called, in a sentence; null if it will. */
export async function addressProblem(host: string): Promise<string | null> {
  const refusal = await hostRefusal(host, signInProviders);
  return refusal && `${refusal} To allow it, set PORTUS_PRIVATE_ADDRESSES.`;
}
