import type { Actor } from "../../identity/actor/actor.ts";

/** The doctor names addresses and settings, and writes to registries. */
export const canRunDoctor = (actor: Actor): boolean => actor.admin;
