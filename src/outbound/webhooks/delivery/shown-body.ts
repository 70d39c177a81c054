import type { Actor } from "../../../identity/actor/actor.ts";
import { canSeeAddressIn } from "../policy.ts";

type Event = { request?: { addr?: unknown }; actor?: { name?: unknown } } | null;

/** The body of a delivery as an actor may see it: the address of the client only as in the audit log. */
export function shownBody(actor: Actor, body: string): string {
  const event = JSON.parse(body) as Event; // Portus wrote it
  if (!event?.request?.addr) return body;
  const { addr: _hidden, ...request } = event.request;
  const pusher = event.actor?.name;
  const isShown = canSeeAddressIn(actor, typeof pusher === "string" ? pusher : "");
  return isShown ? body : JSON.stringify({ ...event, request });
}
