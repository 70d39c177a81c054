import { createHmac } from "node:crypto";
import { isIP } from "node:net";
import { config } from "../../../platform/config/config.ts";

/** Where passkeys of this instance work: browsers bind them to the host of its URL. */
export function relyingParty() {
  const { hostname, origin } = new URL(config.url);
  return { id: hostname, name: "Portus", origin };
}

/** Whether browsers offer passkeys here: only with https or on localhost, and not at an IP address. */
export function canUsePasskeys(): boolean {
  const { hostname, protocol } = new URL(config.url);
  if (isIP(hostname.replace(/^\[|\]$/g, "")) !== 0) return false;
  return protocol === "https:" || hostname === "localhost" || hostname.endsWith(".localhost");
}

/** What devices store to tell accounts apart. Nobody learns the id of an account from it. */
export function userHandle(userId: number): Buffer<ArrayBuffer> {
  const mac = createHmac("sha256", config.secret).update(`passkeys of user ${userId}`);
  return Buffer.from(mac.digest());
}
