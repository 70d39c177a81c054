import { lookup as resolve } from "node:dns";
import type { LookupFunction } from "node:net";
import { config } from "../../../platform/config/config.ts";
import { type Caller, guardedLookup } from "../../../platform/outgoing/address-guard.ts";
import type { Directory } from "./settings.ts";

const directories: Caller = {
  name: "sign-in providers",
  allowed: () => config.privateAddresses,
};

/** How the host names of a directory are resolved: to public addresses only, unless the environment declares it. */
export const lookupFor = ({ declared }: Pick<Directory, "declared">): LookupFunction =>
  declared ? resolve : guardedLookup(directories);
