import type { Actor } from "../../identity/actor/actor.ts";

export const mayAdministerRegistries = (actor: Actor): boolean => actor.admin;
