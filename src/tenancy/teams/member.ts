import { type Actor, actorFields } from "../../identity/actor/actor.ts";
import type { Membership } from "../../platform/db/client.ts";

/** Somebody in a team, with what is to be known of the person. */
export type Member = Membership & { user: Actor & { disabledAt: Date | null } };

export const withUser = { user: { select: { ...actorFields, disabledAt: true } } } as const;
