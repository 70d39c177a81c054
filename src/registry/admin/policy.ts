import type { Actor } from "../../identity/actor/actor.ts";

export const canAdministerRegistries = (actor: Actor): boolean => actor.admin;
