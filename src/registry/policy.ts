import type { Actor } from "../accounts/current.ts";

export const mayAdministerRegistries = (actor: Actor): boolean => actor.admin;
