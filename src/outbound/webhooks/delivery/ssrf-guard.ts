import type { Actor } from "../../../identity/actor/actor.ts";
import { config } from "../../../platform/config/config.ts";
import type { Caller } from "../../../platform/outgoing/address-guard.ts";
import { isAdmin } from "../../../tenancy/policy/policy.ts";

/** Users choose the URLs of webhooks, so each address is checked before it is called. */
export const webhooks: Caller = { name: "webhooks", allowed: () => config.webhookAddresses };

/** What an actor, or null for anybody, can do about a refused address. */
export const howToAllow = (actor: Actor | null): string =>
  isAdmin(actor)
    ? "To allow it, set PORTUS_WEBHOOK_PRIVATE_ADDRESSES."
    : "Use a public address, or ask an admin to allow private addresses.";
